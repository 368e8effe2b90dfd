import type { Fingerprint } from '../../span/fingerprint.ts'
import type { InstructionFact } from '../../span/span-fact.ts'
import type { Data } from '../data.ts'
import { textsIn } from './data-texts.ts'
import { flatten } from './flatten.ts'
import { type Passage, passagesOf } from './passages.ts'
import { asTarget } from './passed-values.ts'
import { regionsOf } from './regions.ts'
import { type SalientValue, salientValues, soleLinkForms } from './salient-values.ts'
import { marksOf } from './value-mark.ts'

/** Shorter texts hold no instruction. */
const textBounds = { texts: 256, chars: 64 * 1024, textCharsMin: 24 }
const valuesMax = 64

/**
 * What in a tool's result speaks to the agent: how surely, by which features, and marks of the values that it names. Null
 * for nearly every result. No wording is looked for as such, and the text itself stops here.
 */
export function instructionFact(result: Data, fingerprint: Fingerprint): InstructionFact | null {
  const found = textsIn(result, textBounds).flatMap(regionsOf).flatMap(readRegion)
  const [best] = found.toSorted((a, b) => b.passage.score - a.passage.score)
  if (best === undefined) return null
  const values = named(found)
  return {
    score: best.passage.score,
    features: best.passage.features,
    values: marksOf(values, fingerprint),
    targets: marksOf(values.flatMap(soleLinkForms).map(asTarget), fingerprint),
  }
}

interface Found {
  readonly passage: Passage
  readonly said: readonly SalientValue[]
  /** What stands outside of all passages of the region. */
  readonly beside: readonly SalientValue[]
}

function readRegion(region: string): readonly Found[] {
  const text = flatten(region)
  const passages = passagesOf(text)
  if (passages.length === 0) return []
  const beside = [...salientValues(without(text, passages))]
  return passages.map((passage) => ({
    passage,
    said: [...salientValues(text.slice(passage.from, passage.to))],
    beside,
  }))
}

/** In order; those that overlap are left out together. */
function without(text: string, passages: readonly Passage[]): string {
  let rest = ''
  let at = 0
  for (const { from, to } of passages.toSorted((a, b) => a.from - b.from)) {
    rest += `${text.slice(at, Math.max(at, from))}\n`
    at = Math.max(at, to)
  }
  return rest + text.slice(at)
}

/** A name or a number that also stands elsewhere is no sign of where an argument came from. */
function named(found: readonly Found[]): readonly string[] {
  const common = new Set(found.flatMap(({ beside }) => beside).map(({ value }) => value))
  const said = found.flatMap(({ said }) => said).filter(({ value, sure }) => sure || !common.has(value))
  const values = said.toSorted((a, b) => Number(b.sure) - Number(a.sure)).map(({ value }) => value)
  return [...new Set(values)].filter((value) => value.length > 1).slice(0, valuesMax)
}
