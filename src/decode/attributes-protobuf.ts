import type { AttributeMap, AttributeValue } from '../span/attribute-value.ts'
import { depthFault } from './budget-scan.ts'
import { admits, type Decoding, textBytesMax } from './decoding.ts'
import { int64FromWords } from './integers.ts'
import { microsFromWords } from './times.ts'
import { tagOf, type WireReader, wireType } from './wire-reader.ts'

const keyTag = tagOf(1, wireType.bytes)
const valueTag = tagOf(2, wireType.bytes)
const listedTag = tagOf(1, wireType.bytes)

/** Fields of AnyValue: opentelemetry/proto/common/v1. */
const anyValue = {
  string: tagOf(1, wireType.bytes),
  bool: tagOf(2, wireType.varint),
  int: tagOf(3, wireType.varint),
  double: tagOf(4, wireType.fixed64),
  array: tagOf(5, wireType.bytes),
  kvlist: tagOf(6, wireType.bytes),
  bytes: tagOf(7, wireType.bytes),
} as const

/**
 * Reads the KeyValue that starts here into `attributes`, the last one of a key winning. `depth` is its nesting. A value
 * that nobody wants is stepped over without being looked at.
 */
export function readAttribute(reader: WireReader, attributes: AttributeMap, decoding: Decoding, depth: number): void {
  const outer = reader.enter()
  const entry = readEntry(reader, decoding.limits.nameBytesMax)
  // A name longer than any name that is kept was cut, and cannot be one of them.
  if (reader.fault === null && !entry.keyWasCut && admits(attributes, entry.key, decoding)) {
    attributes.set(entry.key, readEntryValue(reader, entry, decoding, depth + 1))
  }
  reader.leave(outer)
}

/** Reads the AnyValue between `pos` and `end`. Of a oneof sent twice the last one wins. */
export function readAnyValue(reader: WireReader, decoding: Decoding, depth: number): AttributeValue {
  if (depth > decoding.limits.depthMax) reader.fail(depthFault(decoding.limits.depthMax))
  let value: AttributeValue = null
  while (reader.next()) {
    if (reader.tag === anyValue.string) value = readText(reader, decoding)
    else if (reader.tag === anyValue.bool) value = reader.bool()
    else if (reader.tag === anyValue.int) value = readInt64(reader)
    else if (reader.tag === anyValue.double) value = reader.double()
    else if (reader.tag === anyValue.array) value = readArray(reader, decoding, depth + 1)
    else if (reader.tag === anyValue.kvlist) value = readKeyValueList(reader, decoding, depth + 1)
    else if (reader.tag === anyValue.bytes) value = readBytes(reader, decoding)
    else reader.skip()
  }
  return value
}

/** A text of which the start is kept, and counted as cut, when it is longer than allowed. */
export function readText(reader: WireReader, decoding: Decoding): string {
  const text = reader.text(textBytesMax)
  if (reader.wasCut) decoding.cut += 1
  return text
}

/** A fixed64 of nanoseconds, to whole microseconds. */
export function readMicros(reader: WireReader): number {
  reader.fixed64()
  return microsFromWords(reader.low, reader.high)
}

interface Entry {
  key: string
  keyWasCut: boolean
  valueStart: number
  valueEnd: number
}

/** Finds key and value, in whichever order they come. */
function readEntry(reader: WireReader, keyBytesMax: number): Entry {
  const entry: Entry = { key: '', keyWasCut: false, valueStart: reader.end, valueEnd: reader.end }
  while (reader.next()) {
    if (reader.tag === keyTag) {
      entry.key = reader.text(keyBytesMax)
      entry.keyWasCut = reader.wasCut
    } else if (reader.tag === valueTag) {
      const length = reader.length()
      entry.valueStart = reader.pos
      reader.pos += length
      entry.valueEnd = reader.pos
    } else reader.skip()
  }
  return entry
}

function readEntryValue(reader: WireReader, entry: Entry, decoding: Decoding, depth: number): AttributeValue {
  const entryEnd = reader.end
  reader.pos = entry.valueStart
  reader.end = entry.valueEnd
  const value = readAnyValue(reader, decoding, depth)
  reader.leave(entryEnd)
  return value
}

function readArray(reader: WireReader, decoding: Decoding, depth: number): AttributeValue[] {
  const values: AttributeValue[] = []
  const outer = reader.enter()
  while (reader.next()) {
    if (reader.tag === listedTag) {
      const listed = reader.enter()
      values.push(readAnyValue(reader, decoding, depth + 1))
      reader.leave(listed)
    } else reader.skip()
  }
  reader.leave(outer)
  return values
}

function readKeyValueList(reader: WireReader, decoding: Decoding, depth: number): AttributeMap {
  const values: AttributeMap = new Map()
  const outer = reader.enter()
  while (reader.next()) {
    if (reader.tag === listedTag) readListedEntry(reader, values, decoding, depth + 1)
    else reader.skip()
  }
  reader.leave(outer)
  return values
}

/** Inside of a value that is kept every key is kept. */
function readListedEntry(reader: WireReader, values: AttributeMap, decoding: Decoding, depth: number): void {
  const outer = reader.enter()
  const entry = readEntry(reader, textBytesMax)
  if (reader.fault === null) {
    if (entry.keyWasCut) decoding.cut += 1
    values.set(entry.key, readEntryValue(reader, entry, decoding, depth + 1))
  }
  reader.leave(outer)
}

function readInt64(reader: WireReader): number | bigint {
  reader.varint()
  return int64FromWords(reader.low, reader.high)
}

function readBytes(reader: WireReader, decoding: Decoding): Uint8Array {
  const bytes = reader.slice(textBytesMax)
  if (reader.wasCut) decoding.cut += 1
  return bytes
}
