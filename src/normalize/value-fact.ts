import type { Fingerprint } from '../span/fingerprint.ts'
import type { ValueFact } from '../span/span-fact.ts'
import { canonicalJson } from './canonical-json.ts'
import { type Data, isEmpty } from './data.ts'
import { unpacked } from './json-text.ts'
import { argumentValues, requestValues } from './untrusted/passed-values.ts'
import { marksOf } from './untrusted/value-mark.ts'

/** Shape of a value that is about to be dropped; the same value as text and as structure gives the same fact. */
export function valueFact(data: Data | undefined, fingerprint: Fingerprint): ValueFact | null {
  return data === undefined || isEmpty(data) ? null : shapeOf(data, unpacked(data) ?? data, fingerprint)
}

function shapeOf(data: Data, content: Data, fingerprint: Fingerprint): ValueFact {
  const canonical = canonicalJson(content)
  return { fp: fingerprint(canonical), chars: typeof data === 'string' ? data.length : canonical.length }
}

/** Arguments of a call: also marks of what they pass, to tell where a call has its arguments from. */
export function argumentsFact(data: Data | undefined, fingerprint: Fingerprint): ValueFact | null {
  return markedFact(data, argumentValues, fingerprint)
}

/** What a user said: also marks of what it names, which explain the arguments of later calls. */
export function requestFact(data: Data | undefined, fingerprint: Fingerprint): ValueFact | null {
  return markedFact(data, requestValues, fingerprint)
}

function markedFact(
  data: Data | undefined,
  valuesOf: (content: Data) => ReadonlySet<string>,
  fingerprint: Fingerprint,
): ValueFact | null {
  if (data === undefined || isEmpty(data)) return null
  const content = unpacked(data) ?? data
  const fact = shapeOf(data, content, fingerprint)
  const values = marksOf(valuesOf(content), fingerprint)
  return values === '' ? fact : { ...fact, values }
}

/** Ids of tool calls are only used where they are long enough to be unique across runs. */
const callIdCharsMin = 12

export function callFingerprint(id: string | null, fingerprint: Fingerprint): string | null {
  if (id === null || id.length > 512) return null
  return isUnique(id) ? fingerprint(`call:${id}`) : null
}

const randomCharsMin = 8
const randomDigitsMin = 2

/** Long enough, with a part that was drawn and not named: `functions.refund:0` is long and yet the same in every run. */
function isUnique(id: string): boolean {
  const parts = id.split(/[^\p{L}\p{N}]+/u)
  if (parts.reduce((chars, part) => chars + part.length, 0) < callIdCharsMin) return false
  return parts.some((part) => part.length >= randomCharsMin && part.replaceAll(/\D/g, '').length >= randomDigitsMin)
}
