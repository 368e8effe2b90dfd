import type { Step } from '../run/step.ts'
import type { ResultFact } from '../span/span-fact.ts'
import { keyOf } from './groups.ts'
import { lookupKind } from './lookup.ts'
import { isRepeatable, isWaiting } from './repeatable.ts'

/** What a call brought; `untold` where its result was not captured, or where to bring nothing is in its nature. */
export type Gain = 'something' | 'nothing' | 'untold'

/** A result as short as that is an acknowledgement: with other arguments the same one stands for other work. */
const acknowledgementCharsMax = 60

/** What each of an agent's calls brought, in order: a failure, an empty result and what was known already are nothing. */
export function gainsOf(calls: readonly Step[]): readonly Gain[] {
  const brings = newResults()
  return calls.map((step) => {
    const plain = plainGain(step)
    if (plain !== null || step.result === null) return plain ?? 'untold'
    return brings(step, step.result) ? 'something' : 'nothing'
  })
}

/** Whether a call brought something new. Most results are the first of their kind, so that only later ones are compared. */
function newResults(): (step: Step, result: ResultFact) => boolean {
  const first = new Map<string, Step>()
  const seen = new Set<string>()
  const note = (step: Step, fp: string) => {
    seen.add(keyOf(step.name, fp)).add(keyOf(step.name, step.arguments?.fp ?? null, fp))
  }
  return (step, { fp, chars }) => {
    const before = first.get(fp)
    if (before === undefined) {
      first.set(fp, step)
      return true
    }
    if (isSameCall(step, before)) return false
    note(before, fp)
    const same = chars > acknowledgementCharsMax && seen.has(keyOf(step.name, fp))
    const known = same || seen.has(keyOf(step.name, step.arguments?.fp ?? null, fp))
    note(step, fp)
    return !known
  }
}

function isSameCall(one: Step, other: Step): boolean {
  return one.name === other.name && (one.arguments?.fp ?? null) === (other.arguments?.fp ?? null)
}

/** What longer empty results than `null` say; shorter ones are how a call that is no lookup says that it is done. */
const silentCharsMax = 4

/** A lookup without a result, or any call whose result says in words that there is none. */
export function foundNothing(step: Step): boolean {
  if (step.documents !== null) return step.documents === 0
  if (step.result?.empty !== true) return false
  return step.result.chars > silentCharsMax || lookupKind(step) !== null
}

/** Where no other call has to be looked at. */
function plainGain(step: Step): Gain | null {
  if (step.outcome === 'error') return 'nothing'
  if (step.outcome === 'rejected' || step.outcome === 'waiting') return 'untold'
  if (foundNothing(step)) return 'nothing'
  return isWaiting(step) || !isRepeatable(step) ? 'untold' : null
}
