import type { Baseline, MeasureName, Quantiles } from '../run/baseline.ts'
import type { Run } from '../run/run.ts'
import type { Step } from '../run/step.ts'
import { runFinding } from './run-finding.ts'
import { base, part, type Severity, severityOf } from './severity.ts'
import { type Detection, quiet, type Signal, type SignalDefault } from './signal.ts'
import { abstain, beyondUsual, healthyRunsDefault, usualOf, youngBaseline } from './usual.ts'
import { shown } from './wording.ts'

const medianTimesMin = 3
const severityBase = 0.2
const severityPerDoubling = 0.1
const severityDoublingsMax = 0.2
const evidenceStepsMax = 3

/** What the signals about runs far beyond the agent's usual have in common. */
export const outlierDefaults: readonly SignalDefault[] = [
  healthyRunsDefault,
  { name: 'medianTimesMin', value: medianTimesMin, reason: 'steady agents have a 99th percentile near the median' },
  {
    name: 'severityBase',
    value: severityBase,
    reason: 'a hint: perhaps worth it, and a lasting shift must find its way into the baseline',
  },
  { name: 'severityPerDoubling', value: severityPerDoubling, reason: 'added for each doubling beyond the threshold' },
  { name: 'severityDoublingsMax', value: severityDoublingsMax, reason: 'to take much is not the worst' },
]

export interface Outlier {
  readonly measure: MeasureName
  readonly value: number
  /** Fixed phrase. */
  readonly template: string
  /** What it did, as in `took` or `cost`. */
  readonly verb: string
  readonly unitOf: (value: number) => string
  /** How much of it a step took. */
  readonly shareOf: (step: Step) => number
}

/** Above nearly all healthy runs of the agent, and a multiple of the usual one. */
export function outlier(
  signal: Pick<Signal, 'name' | 'bucket'>,
  run: Run,
  baseline: Baseline | null,
  seen: Outlier,
): Detection {
  const usual = usualOf(baseline, seen.measure)
  if (usual === null) return abstain(signal.name, youngBaseline)
  const limit = Math.max(usual.p99, medianTimesMin * usual.p50)
  if (seen.value <= limit || limit <= 0) return quiet
  return runFinding(signal, run, {
    template: seen.template,
    evidence: mostOf(run.steps, seen.shareOf),
    severity: weigh(seen.value / limit),
    excess: beyondUsual(run, baseline),
    explanation: explain(run, seen, usual, baseline?.runs ?? 0),
  })
}

function weigh(ratio: number): Severity {
  const doublings = Math.floor(Math.log2(ratio)) * severityPerDoubling
  return severityOf(base(severityBase), part('doublings', Math.min(doublings, severityDoublingsMax)))
}

/** The steps that most of it went to, in order. */
export function mostOf(steps: readonly Step[], shareOf: (step: Step) => number): readonly Step[] {
  const counted = steps.filter((step) => shareOf(step) > 0)
  const most = new Set(counted.toSorted((a, b) => shareOf(b) - shareOf(a)).slice(0, evidenceStepsMax))
  return counted.filter((step) => most.has(step))
}

function explain(run: Run, { value, verb, unitOf }: Outlier, usual: Quantiles, runs: number): string {
  const ratio = value / usual.p50
  const times = Number.isFinite(ratio) ? `${ratio.toFixed(1)} times` : 'far above'
  return `${shown(run.agent)} ${verb} ${unitOf(value)}, ${times} its usual ${unitOf(usual.p50)}; 99 of 100 of its ${runs} healthy runs stayed below ${unitOf(usual.p99)}`
}
