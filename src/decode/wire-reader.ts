import { isUtf8 } from 'node:buffer'

export const wireType = { varint: 0, fixed64: 1, bytes: 2, fixed32: 5 } as const

/** What the reader compares with: field number and wire type in one number, as they stand on the wire. */
export function tagOf(field: number, type: number): number {
  return ((field << 3) | type) >>> 0
}

// Above this a native check is faster than a loop over the bytes.
const shortTextBytes = 48

/**
 * Reads protobuf from bytes it does not trust (https://protobuf.dev/programming-guides/encoding/). The first fault is
 * remembered in `fault`; from then on `next` answers false and nothing is read past the end, so that callers need not
 * check in between. `enter` and `leave` bound the reader to one sub-message.
 */
export class WireReader {
  readonly bytes: Uint8Array
  readonly #buffer: Buffer
  readonly #view: DataView
  pos = 0
  end: number
  /** Tag of the field that `next` stopped at. */
  tag = 0
  /** The last varint or fixed64, as two unsigned halves. */
  low = 0
  high = 0
  fault: string | null = null
  /** Where the fault was seen, in bytes from the start. */
  faultAt = 0
  /** Whether the last `text` was longer than asked for. */
  wasCut = false

  constructor(bytes: Uint8Array) {
    this.bytes = bytes
    this.#buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    this.end = bytes.byteLength
  }

  /** Moves to the next field of the current message; false at its end or after a fault. */
  next(): boolean {
    if (this.fault !== null || this.pos >= this.end) return false
    this.varint()
    if (this.high !== 0) this.fail('a field number above 2^29, expected at most 2^29 - 1')
    else if (this.low >>> 3 === 0) this.fail('field number 0, expected 1 or more')
    this.tag = this.low
    return this.fault === null
  }

  field(): number {
    return this.tag >>> 3
  }

  isBytes(): boolean {
    return (this.tag & 7) === wireType.bytes
  }

  skip(): void {
    const type = this.tag & 7
    if (type === wireType.varint) this.varint()
    else if (type === wireType.fixed64) this.#advance(8)
    else if (type === wireType.bytes) this.#advance(this.length())
    else if (type === wireType.fixed32) this.#advance(4)
    else if (type === 3 || type === 4) this.fail('a group, expected none (groups are not used by OTLP)')
    else this.fail(`wire type ${type}, expected 0, 1, 2 or 5`)
  }

  /** Bounds the reader to the sub-message that starts here; the answer goes to `leave`. */
  enter(): number {
    const outer = this.end
    const length = this.length()
    this.end = this.pos + length
    return outer
  }

  leave(outer: number): void {
    if (this.fault === null) this.pos = this.end
    this.end = outer
  }

  /** Forgets a fault inside of the current message and goes to its end. */
  recover(): void {
    this.fault = null
    this.pos = this.end
  }

  fail(fault: string): void {
    if (this.fault !== null) return
    this.fault = fault
    this.faultAt = this.pos
  }

  /** Length of the value that starts here: never more than the message has left. */
  length(): number {
    this.varint()
    if (this.high === 0 && this.low <= this.end - this.pos) return this.fault === null ? this.low : 0
    this.fail('a length that runs past the end of its message')
    return 0
  }

  /** Reads up to ten bytes into `low` and `high`. */
  varint(): void {
    const byte = this.pos < this.end ? (this.bytes[this.pos] as number) : 0x80
    if (byte < 0x80) {
      this.pos += 1
      this.low = byte
      this.high = 0
    } else this.#longVarint()
  }

  fixed64(): void {
    const has = this.#has(8)
    this.low = has ? this.#view.getUint32(this.pos, true) : 0
    this.high = has ? this.#view.getUint32(this.pos + 4, true) : 0
    this.pos += has ? 8 : 0
  }

  fixed32(): number {
    if (!this.#has(4)) return 0
    this.pos += 4
    return this.#view.getUint32(this.pos - 4, true)
  }

  double(): number {
    if (!this.#has(8)) return 0
    this.pos += 8
    return this.#view.getFloat64(this.pos - 8, true)
  }

  uint32(): number {
    this.varint()
    return this.low
  }

  bool(): boolean {
    this.varint()
    return this.low !== 0 || this.high !== 0
  }

  /** A view of at most `bytesMax` bytes of the value; `wasCut` says whether it had more. */
  slice(bytesMax: number): Uint8Array {
    const start = this.#take(bytesMax)
    return this.bytes.subarray(start, start + Math.min(this.pos - start, bytesMax))
  }

  /** The value in lower-case hex, at most `bytesMax` bytes of it. */
  hex(bytesMax: number): string {
    const start = this.#take(bytesMax)
    return this.#buffer.toString('hex', start, Math.min(this.pos, start + bytesMax))
  }

  /** UTF-8 text, cut on a character boundary to `bytesMax` bytes; bytes that are not UTF-8 are a fault. */
  text(bytesMax: number): string {
    const start = this.#take(bytesMax)
    const end = this.pos
    if (end - start <= shortTextBytes && this.#isAscii(start, end)) {
      return this.#buffer.toString('latin1', start, this.wasCut ? start + bytesMax : end)
    }
    if (!isUtf8(this.bytes.subarray(start, end))) {
      this.fail('text that is not UTF-8')
      return ''
    }
    return this.#buffer.toString('utf8', start, this.wasCut ? this.#boundary(start + bytesMax) : end)
  }

  /** Steps over the value and answers where it starts. */
  #take(bytesMax: number): number {
    const length = this.length()
    const start = this.pos
    this.pos += length
    this.wasCut = length > bytesMax
    return start
  }

  /** The start of the character that `at` points into. */
  #boundary(at: number): number {
    let start = at
    while (((this.bytes[start] as number) & 0xc0) === 0x80) start -= 1
    return start
  }

  #isAscii(start: number, end: number): boolean {
    for (let at = start; at < end; at += 1) if ((this.bytes[at] as number) >= 0x80) return false
    return true
  }

  #longVarint(): void {
    this.low = 0
    this.high = 0
    for (let shift = 0; shift < 70 && this.pos < this.end; shift += 7) {
      const byte = this.bytes[this.pos] as number
      this.pos += 1
      this.#addBits(byte & 0x7f, shift)
      if (byte < 0x80) {
        if (shift === 63 && byte > 1) this.fail('a varint of more than 64 bits')
        return
      }
    }
    this.fail('a varint that does not end within 10 bytes or its message')
  }

  #addBits(bits: number, shift: number): void {
    if (shift < 32) this.low = (this.low | (bits << shift)) >>> 0
    if (shift > 28) this.high = (this.high | (bits << (shift - 32))) >>> 0
    else if (shift === 28) this.high = bits >>> 4
  }

  #has(count: number): boolean {
    if (count <= this.end - this.pos) return true
    this.fail('a value that runs past the end of its message')
    return false
  }

  #advance(count: number): void {
    if (this.#has(count)) this.pos += count
  }
}
