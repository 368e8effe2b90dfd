/** `rejected_spans` of an ExportTraceServiceResponse in protobuf: field 1 of field 1; 0 where it says nothing. */
export function rejectedInProtobuf(body: Uint8Array): number {
  const partial = readFields(body).find(({ field }) => field === 1)
  if (partial === undefined || typeof partial.value === 'number') return 0
  const rejected = readFields(partial.value).find(({ field }) => field === 1)
  return typeof rejected?.value === 'number' ? rejected.value : 0
}

export function rejectedInJson(body: string): number {
  const answer: { readonly partialSuccess?: { readonly rejectedSpans?: string | number } } = JSON.parse(body || '{}')
  return Number(answer.partialSuccess?.rejectedSpans ?? 0)
}

interface Field {
  readonly field: number
  /** A varint as its number, anything with a length as its bytes: the answer has no other fields. */
  readonly value: number | Uint8Array
}

function readFields(body: Uint8Array): readonly Field[] {
  const fields: Field[] = []
  let rest = body
  while (rest.length > 0) {
    const [tag, afterTag] = readVarint(rest)
    const [value, afterValue] = readVarint(afterTag)
    const sized = tag % 8 === 2
    fields.push({ field: Math.floor(tag / 8), value: sized ? afterValue.subarray(0, value) : value })
    rest = sized ? afterValue.subarray(value) : afterValue
  }
  return fields
}

function readVarint(body: Uint8Array): readonly [value: number, rest: Uint8Array] {
  const end = body.findIndex((byte) => byte < 128)
  const digits = end < 0 ? body : body.subarray(0, end + 1)
  const value = digits.reduceRight((sum, byte) => sum * 128 + (byte & 127), 0)
  return [value, body.subarray(Math.max(1, digits.length))]
}
