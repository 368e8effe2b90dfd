/** Wire bytes by hand, for what no encoder would write. */
export type Bytes = Uint8Array<ArrayBuffer>

export function bytes(...parts: readonly (Uint8Array | readonly number[])[]): Bytes {
  return new Uint8Array(Buffer.concat(parts.map((part) => Uint8Array.from(part))))
}

export function varint(value: number | bigint): number[] {
  let rest = BigInt.asUintN(64, BigInt(value))
  const out: number[] = []
  for (; rest > 127n; rest >>= 7n) out.push(Number(rest & 127n) | 128)
  return [...out, Number(rest)]
}

/** A length-delimited field. */
export function field(number: number, ...parts: readonly (Uint8Array | readonly number[])[]): Bytes {
  const content = bytes(...parts)
  return bytes(varint((number << 3) | 2), varint(content.length), content)
}

export function text(number: number, value: string): Bytes {
  return field(number, Buffer.from(value))
}

export function fixed64(number: number, value: bigint): Bytes {
  const content = Buffer.alloc(8)
  content.writeBigUInt64LE(value)
  return bytes(varint((number << 3) | 1), content)
}

export function repeated(part: Uint8Array, times: number): Bytes {
  const out = new Uint8Array(part.length * times)
  for (let at = 0; at < times; at += 1) out.set(part, at * part.length)
  return out
}

export const traceId = '0102030405060708090a0b0c0d0e0f10'
export const spanId = 'a1a2a3a4a5a6a7a8'
export const ids = bytes(field(1, Buffer.from(traceId, 'hex')), field(2, Buffer.from(spanId, 'hex')))

/** A request of one resource and one scope around these spans. */
export function requestOf(...spans: readonly Uint8Array[]): Bytes {
  return field(1, field(2, ...spans.map((span) => field(2, span))))
}

/** KeyValue in field 9 of a span. */
export function attribute(key: string, value: Uint8Array): Bytes {
  return field(9, text(1, key), field(2, value))
}

export function stringValue(value: string): Bytes {
  return text(1, value)
}

/** AnyValues nested by lists, `depth` of them. */
export function nestedLists(depth: number): Bytes {
  let value: Bytes = bytes()
  for (let level = 1; level < depth; level += 1) value = field(5, field(1, value))
  return value
}

/** AnyValues nested by key-value lists, `depth` of them. */
export function nestedMaps(depth: number): Bytes {
  let value: Bytes = bytes()
  for (let level = 1; level < depth; level += 1) value = field(6, field(1, text(1, 'k'), field(2, value)))
  return value
}
