/** What the OTLP edges hand a request body to. They know nothing of what happens behind it. */
export interface Receiver {
  traces(body: Uint8Array, encoding: OtlpEncoding, tenant: string): Promise<ReceiveAnswer>
  logs(body: Uint8Array, encoding: OtlpEncoding, tenant: string): Promise<ReceiveAnswer>
  /** Metrics are answered with success, counted and dropped. */
  metrics(body: Uint8Array, encoding: OtlpEncoding, tenant: string): Promise<ReceiveAnswer>
}

export type OtlpEncoding = 'protobuf' | 'json'

/**
 * `accepted`: durable; `rejected` items were permanently bad (partial success), a message without any is a warning.
 * `malformed`, `too_large`: final. `retry`: nothing was kept, the sender should come again after so long. `items` are
 * the spans or records that were taken, or would have been, and `opened` the traces that were not known before: they are
 * counted, and charged to the tenant's quota.
 */
export type ReceiveAnswer =
  | {
      readonly kind: 'accepted'
      readonly rejected: number
      readonly message: string
      readonly items?: number
      readonly opened?: number
    }
  | { readonly kind: 'malformed'; readonly message: string }
  | { readonly kind: 'too_large'; readonly message: string }
  | { readonly kind: 'retry'; readonly message: string; readonly afterMs: number; readonly items?: number }
