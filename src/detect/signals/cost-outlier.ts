import type { Baseline, Quantiles } from '../../run/baseline.ts'
import type { Run } from '../../run/run.ts'
import type { Step } from '../../run/step.ts'
import { type Detection, quiet, type Signal } from '../signal.ts'
import { shown } from '../wording.ts'

const runsMin = 30
const medianTimesMin = 3
const severityBase = 0.25
const severityPerDoubling = 0.1
const severityMax = 0.55
const costliestMax = 3

/** A cost that is grave and rare: above nearly all healthy runs of the agent, and a multiple of the usual one. */
export const costOutlier: Signal = {
  name: 'cost_outlier',
  bucket: 'slow_failure',
  definition: 'The run cost more than nearly all healthy runs of its agent, and a multiple of the usual.',
  reason: 'Nothing is broken, yet a few such runs are a good part of the bill.',
  subsumes: [],
  needs: ['cost', 'baseline'],
  abstains: 'where no model call could be priced, or the baseline of the agent is young',
  defaults: [
    { name: 'runsMin', value: runsMin, reason: 'below some thirty runs the 99th percentile is the largest one seen' },
    { name: 'medianTimesMin', value: medianTimesMin, reason: 'steady agents have a 99th percentile near the median' },
    {
      name: 'severityBase',
      value: severityBase,
      reason: 'a hint: perhaps worth it, and a lasting shift must find its way into the baseline',
    },
    { name: 'severityPerDoubling', value: severityPerDoubling, reason: 'for each doubling beyond the threshold' },
    { name: 'severityMax', value: severityMax, reason: 'money alone is not the worst' },
  ],
  detect,
}

function detect(run: Run, baseline: Baseline | null): Detection {
  const { costUsd } = run.totals
  if (costUsd === null) return abstains('cost')
  const usual = baseline?.costUsd ?? null
  if (usual === null || (baseline?.runs ?? 0) < runsMin || usual.count < runsMin) return abstains(tooYoung)
  const limit = Math.max(usual.p99, medianTimesMin * usual.p50)
  return costUsd > limit && limit > 0 ? fire(run, costUsd, limit, usual, baseline) : quiet
}

const tooYoung = `baseline of ${runsMin} healthy runs`

function abstains(missing: string): Detection {
  return { findings: [], abstention: { signal: costOutlier.name, missing } }
}

function fire(run: Run, costUsd: number, limit: number, usual: Quantiles, baseline: Baseline | null): Detection {
  const { inputTokens, outputTokens, durationMs } = run.totals
  const finding = {
    signal: costOutlier.name,
    bucket: costOutlier.bucket,
    locus: run.agent,
    template: 'costlier than its healthy runs',
    recovery: run.outcome === 'completed' ? 'answered' : 'stopped',
    evidence: costliest(run.steps).map((step) => step.id),
    severity: severityOf(costUsd / limit),
    excess: {
      usd: costUsd - usual.p50,
      tokens: beyond(inputTokens + outputTokens, baseline?.tokens ?? null),
      seconds: beyond(durationMs, baseline?.durationMs ?? null) / 1000,
      calls: 0,
    },
    explanation: `${shown(run.agent)} cost ${usd(costUsd)}, ${times(costUsd / usual.p50)} its usual ${usd(usual.p50)}; 99 of 100 of its ${baseline?.runs ?? 0} healthy runs stayed below ${usd(usual.p99)}`,
  } as const
  return { findings: [finding], abstention: null }
}

function severityOf(ratio: number): number {
  return Math.min(severityBase + Math.floor(Math.log2(ratio)) * severityPerDoubling, severityMax)
}

/** The model calls that most of it went to, in order. */
function costliest(steps: readonly Step[]): readonly Step[] {
  const priced = steps.filter((step) => (step.costUsd ?? 0) > 0)
  const most = new Set(priced.toSorted((a, b) => (b.costUsd ?? 0) - (a.costUsd ?? 0)).slice(0, costliestMax))
  return priced.filter((step) => most.has(step))
}

function beyond(value: number, usual: Quantiles | null): number {
  return usual === null ? 0 : Math.max(0, value - usual.p50)
}

function usd(value: number): string {
  return `${value < 0.01 ? value.toPrecision(2) : value.toFixed(2)} USD`
}

function times(ratio: number): string {
  return Number.isFinite(ratio) ? `${ratio.toFixed(1)} times` : 'far above'
}
