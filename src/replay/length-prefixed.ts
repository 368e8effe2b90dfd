/**
 * A protobuf file holds one bare request, or requests each behind its length as a varint (the delimited form of the
 * protobuf libraries). A bare request starts with the tag of field 1; it is taken for delimited only when the lengths
 * walk exactly to the end of the file and every part starts like a request.
 */
export function messagesOf(body: Uint8Array): readonly Uint8Array[] {
  if (isBare(body)) return [body]
  return delimited(body) ?? [body]
}

/** Tag of field 1, wire type 2: what the only field of every export request starts with. */
const firstFieldTag = 0x0a

function isBare(body: Uint8Array): boolean {
  let at = 0
  while (at < body.length) {
    if (body[at] !== firstFieldTag) return false
    const length = varint(body, at + 1)
    if (length === null) return false
    at = length.next + length.value
  }
  return at === body.length
}

function delimited(body: Uint8Array): readonly Uint8Array[] | null {
  const parts: Uint8Array[] = []
  let at = 0
  while (at < body.length) {
    const length = varint(body, at)
    if (length === null || length.next + length.value > body.length) return null
    const part = body.subarray(length.next, length.next + length.value)
    if (part.length > 0 && !isBare(part)) return null
    parts.push(part)
    at = length.next + length.value
  }
  return parts
}

function varint(body: Uint8Array, from: number): { readonly value: number; readonly next: number } | null {
  let value = 0
  for (let i = 0; i < 5; i += 1) {
    const byte = body[from + i]
    if (byte === undefined) return null
    value += (byte & 0x7f) * 2 ** (7 * i)
    if (byte < 0x80) return { value, next: from + i + 1 }
  }
  return null
}
