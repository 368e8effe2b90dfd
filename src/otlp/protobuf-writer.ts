/** The few protobuf fields our answers need. Fields that hold their default are left out, as proto3 does. */

export function varintField(field: number, value: number): Uint8Array {
  return value === 0 ? nothing : Uint8Array.from([...varint(field * 8), ...varint(value)])
}

export function stringField(field: number, value: string): Uint8Array {
  return bytesField(field, Buffer.from(value, 'utf8'))
}

export function bytesField(field: number, value: Uint8Array): Uint8Array {
  return value.length === 0 ? nothing : lengthDelimited(field, value)
}

/** A message field that is present, even when nothing in it is. */
export function messageField(field: number, ...parts: readonly Uint8Array[]): Uint8Array {
  return lengthDelimited(field, Buffer.concat(parts))
}

const nothing = new Uint8Array(0)
const lengthDelimitedType = 2

function lengthDelimited(field: number, value: Uint8Array): Uint8Array {
  return Buffer.concat([Uint8Array.from([...varint(field * 8 + lengthDelimitedType), ...varint(value.length)]), value])
}

/** For non-negative safe integers; by division, since bit operators end at 32 bits. */
function varint(value: number): number[] {
  const bytes: number[] = []
  let rest = value
  while (rest >= 0x80) {
    bytes.push((rest % 0x80) + 0x80)
    rest = Math.floor(rest / 0x80)
  }
  bytes.push(rest)
  return bytes
}
