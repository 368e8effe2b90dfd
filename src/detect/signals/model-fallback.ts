import type { Finding } from '../../finding/finding.ts'
import type { Run } from '../../run/run.ts'
import type { Step } from '../../run/step.ts'
import { excessOf } from '../excess.ts'
import { groups, groupsOfTwo } from '../groups.ts'
import { base, severityOf } from '../severity.ts'
import type { Detection, Signal } from '../signal.ts'
import { listsOf } from '../step-lists.ts'
import { shown, times } from '../wording.ts'

const severityBase = 0.1

/** Needs the model of both calls; routing between models that all work is no fallback. */
export const modelFallback: Signal = {
  name: 'model_fallback',
  bucket: 'repeated_weak_trajectory',
  definition: 'A model call failed and another model took over.',
  reason: 'The fallback held, yet the run was answered by a model that it was not made or tested for.',
  subsumes: [],
  needs: ['model outcome', 'model name'],
  abstains: 'where a model call failed and its model is not told',
  defaults: [{ name: 'severityBase', value: severityBase, reason: 'a hint: that is what a fallback is for' }],
  detect,
}

interface Fallback {
  readonly failed: Step
  readonly from: string
  readonly to: string
}

function detect(run: Run): Detection {
  const calls = listsOf(run.steps).models
  if (!calls.some(isFailed)) return { findings: [], abstention: null }
  const fallbacks = groups(calls, (step) => step.agent).flatMap(fallbacksOf)
  const findings = groupsOfTwo(
    fallbacks,
    ({ from }) => from,
    ({ to }) => to,
  ).flatMap((same) => toFinding(run, same))
  const untold = findings.length === 0 && calls.some((step) => isFailed(step) && step.model === null)
  return { findings, abstention: untold ? { signal: modelFallback.name, missing: 'model name' } : null }
}

function isFailed(step: Step): boolean {
  return step.outcome === 'error'
}

/** The agent's next call went well on another model; tries that fail on the way there are part of it. */
function fallbacksOf(calls: readonly Step[]): readonly Fallback[] {
  const fallbacks: Fallback[] = []
  let next: string | null = null
  for (const call of calls.toReversed()) {
    if (!isFailed(call)) next = call.model
    else if (next !== null && call.model !== null && !isSame(call.model, next))
      fallbacks.push({ failed: call, from: call.model, to: next })
  }
  return fallbacks.reverse()
}

/** An answer often names the version of the model that was asked for: its date, its number or `latest`. */
function isSame(one: string, other: string): boolean {
  const [short, long] = one.length < other.length ? [one, other] : [other, one]
  return long.startsWith(short) && versionEnd.test(long.slice(short.length))
}

/** Not so a further word or a single digit: `-mini` and `-5` name other models. */
const versionEnd = /^(?:[-@:](?:\d{3}[\d-]*|v\d[\d.:]*|latest))?$/

function toFinding(run: Run, same: readonly Fallback[]): readonly Finding[] {
  const last = same.at(-1)
  if (last === undefined) return []
  const steps = same.map(({ failed }) => failed)
  return [
    {
      signal: modelFallback.name,
      bucket: modelFallback.bucket,
      locus: last.from,
      template: 'another model took over',
      recovery: 'retried_changed',
      evidence: steps.map((step) => step.id),
      ...severityOf(base(severityBase)),
      excess: excessOf(run, steps),
      explanation: `${shown(last.from)} failed ${times(steps.length)} and ${shown(last.to)} took over`,
    },
  ]
}
