/** An OTLP AnyValue as the decoder hands it on: `Map` for kvlist, so no key from the wire becomes a property. */
export type AttributeValue = string | number | bigint | boolean | null | Uint8Array | AttributeValue[] | AttributeMap
export type AttributeMap = Map<string, AttributeValue>
