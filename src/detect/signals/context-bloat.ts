import type { Finding } from '../../finding/finding.ts'
import type { Baseline } from '../../run/baseline.ts'
import type { Run } from '../../run/run.ts'
import type { Step } from '../../run/step.ts'
import { groups } from '../groups.ts'
import { recoveryAfter } from '../recovery.ts'
import { base, severityOf } from '../severity.ts'
import { type Detection, quiet, type Signal } from '../signal.ts'
import { listsOf } from '../step-lists.ts'
import { usualOf } from '../usual.ts'
import { shown } from '../wording.ts'

const firstTimesMin = 10
const tokensMin = 32_000
const severityBase = 0.1

/** One finding per agent of the run; none where the run as a whole took no more tokens than nine in ten of its agent's.
 * What the cache holds counts too: it is cheap, but it is in the way all the same. */
export const contextBloat: Signal = {
  name: 'context_bloat',
  bucket: 'repeated_weak_trajectory',
  definition: 'The input of the model grew to ten times that of the first call, and to more than 32 000 tokens.',
  reason: 'Results that are carried along are paid for with every call, and the model loses sight of what was asked.',
  subsumes: [],
  needs: ['input tokens'],
  abstains: 'where no model call tells its input tokens',
  defaults: [
    {
      name: 'firstTimesMin',
      value: firstTimesMin,
      reason: 'a history grows; that the request is a tenth of it is much',
    },
    { name: 'tokensMin', value: tokensMin, reason: 'what is small may grow' },
    { name: 'severityBase', value: severityBase, reason: 'a bare hint: long work has a long history' },
  ],
  detect,
}

function detect(run: Run, baseline: Baseline | null): Detection {
  if (isUsual(run, baseline)) return quiet
  const calls = listsOf(run.steps).models
  const told = calls.filter((step) => step.tokens?.input != null)
  const untold = calls.length > 0 && told.length === 0
  return {
    findings: groups(told, (step) => step.agent).flatMap((same) => toFinding(run, same)),
    abstention: untold ? { signal: contextBloat.name, missing: 'input tokens' } : null,
  }
}

/** Agents with much to carry do so in every run. */
function isUsual({ totals }: Run, baseline: Baseline | null): boolean {
  const usual = usualOf(baseline, 'tokens')
  return usual !== null && totals.inputTokens + totals.outputTokens <= usual.p90
}

function toFinding(run: Run, calls: readonly Step[]): readonly Finding[] {
  const first = inputOf(calls[0])
  const limit = Math.max(tokensMin, firstTimesMin * first)
  const bloated = calls.filter((step) => inputOf(step) > limit)
  const last = bloated.at(-1)
  if (last === undefined) return []
  return [
    {
      signal: contextBloat.name,
      bucket: contextBloat.bucket,
      locus: last.agent,
      template: 'the context grew tenfold',
      recovery: recoveryAfter(run, last),
      evidence: bloated.map((step) => step.id),
      ...severityOf(base(severityBase)),
      excess: { usd: 0, tokens: beyond(bloated, limit), seconds: 0, calls: 0, approvals: 0 },
      explanation: `The input of ${shown(last.agent)} grew from ${first} to ${Math.max(...bloated.slice(-64).map(inputOf))} tokens`,
    },
  ]
}

function inputOf(step: Step | undefined): number {
  return step?.tokens?.input ?? 0
}

function beyond(calls: readonly Step[], limit: number): number {
  return calls.reduce((sum, step) => sum + inputOf(step) - limit, 0)
}
