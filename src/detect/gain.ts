import type { Step } from '../run/step.ts'
import { keyOf } from './groups.ts'
import { lookupKind } from './lookup.ts'
import { isRepeatable, isWaiting } from './repeatable.ts'

/** What a call brought; `untold` where its result was not captured, or where to bring nothing is in its nature. */
export type Gain = 'something' | 'nothing' | 'untold'

/** A result as short as that is an acknowledgement: with other arguments the same one stands for other work. */
const acknowledgementCharsMax = 60

/** What each of an agent's calls brought, in order: a failure, an empty result and what was known already are nothing. */
export function gainsOf(calls: readonly Step[]): readonly Gain[] {
  const seen = new Set<string>()
  return calls.map((step) => {
    const plain = plainGain(step)
    if (plain !== null || step.result === null) return plain ?? 'untold'
    const same = keyOf(step.name, step.result.fp)
    const call = keyOf(step.name, step.arguments?.fp ?? null, step.result.fp)
    const known = seen.has(call) || (seen.has(same) && step.result.chars > acknowledgementCharsMax)
    seen.add(same).add(call)
    return known ? 'nothing' : 'something'
  })
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
