import { type Data, firstMember, keysOf } from './data.ts'

const envelope = new Set(['input_str', 'inputs', 'outputs', 'output', 'tags', 'metadata', 'kwargs'])

/**
 * What a callback was handed, without the tags and metadata beside it: they differ from call to call, and would make
 * equal calls look different and an empty result look full. Undefined for anything else.
 */
export function callbackValue(data: Data | undefined): Data | undefined {
  const keys = keysOf(data)
  if (!keys.includes('kwargs') || !keys.every((key) => envelope.has(key))) return undefined
  return firstMember(data, ['inputs', 'outputs', 'output', 'input_str'])
}
