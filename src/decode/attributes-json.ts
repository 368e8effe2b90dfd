import type { AttributeMap, AttributeValue } from '../span/attribute-value.ts'
import { cutText } from './cut-text.ts'
import { admits, type Decoding } from './decoding.ts'
import {
  isAbsent,
  isObject,
  type JsonObject,
  jsonBytes,
  jsonDouble,
  jsonInt64,
  jsonList,
  jsonObject,
  jsonString,
  jsonText,
  wrong,
} from './json-fields.ts'

/** Reads a list of KeyValues into `attributes`, the last one of a key winning. */
export function readJsonAttributes(list: unknown, attributes: AttributeMap, decoding: Decoding): void {
  for (const entry of jsonList(list, 'attributes', decoding)) {
    const { key, value } = entryOf(entry, decoding)
    // A name longer than any name that is kept cannot be one of them.
    const whole = cutText(key, decoding.limits.nameBytesMax).length === key.length
    if (whole && admits(attributes, key, decoding)) attributes.set(key, readJsonValue(value, decoding))
  }
}

/** Reads an AnyValue. Recursion is bounded: the budget scan has refused what nests too deep. */
export function readJsonValue(value: unknown, decoding: Decoding): AttributeValue {
  if (isAbsent(value)) return null
  if (!isObject(value)) {
    wrong(decoding, 'a value', value, 'an object')
    return null
  }
  return readOneof(value, decoding)
}

/** JSON does not tell which of several was meant: the first one in this order. */
function readOneof(value: JsonObject, decoding: Decoding): AttributeValue {
  if (!isAbsent(value.stringValue)) return jsonText(value.stringValue, 'stringValue', decoding)
  if (!isAbsent(value.boolValue)) return readBool(value.boolValue, decoding)
  if (!isAbsent(value.intValue)) return jsonInt64(value.intValue, 'intValue', decoding)
  if (!isAbsent(value.doubleValue)) return jsonDouble(value.doubleValue, 'doubleValue', decoding)
  if (!isAbsent(value.arrayValue)) return readArray(value.arrayValue, decoding)
  if (!isAbsent(value.kvlistValue)) return readKeyValueList(value.kvlistValue, decoding)
  if (!isAbsent(value.bytesValue)) return jsonBytes(value.bytesValue, 'bytesValue', decoding)
  return null
}

function readBool(value: unknown, decoding: Decoding): boolean {
  if (typeof value !== 'boolean') wrong(decoding, 'boolValue', value, 'true or false')
  return value === true
}

function readArray(value: unknown, decoding: Decoding): AttributeValue[] {
  const { values } = jsonObject(value, 'arrayValue', decoding)
  return jsonList(values, 'values', decoding).map((listed) => readJsonValue(listed, decoding))
}

/** Inside of a value that is kept every key is kept. */
function readKeyValueList(value: unknown, decoding: Decoding): AttributeMap {
  const list: AttributeMap = new Map()
  const { values } = jsonObject(value, 'kvlistValue', decoding)
  for (const listed of jsonList(values, 'values', decoding)) {
    const entry = entryOf(listed, decoding)
    list.set(jsonText(entry.key, 'key', decoding), readJsonValue(entry.value, decoding))
  }
  return list
}

function entryOf(entry: unknown, decoding: Decoding): { key: string; value: unknown } {
  if (isObject(entry)) return { key: jsonString(entry.key, 'key', decoding), value: entry.value }
  wrong(decoding, 'an attribute', entry, 'an object')
  return { key: '', value: null }
}
