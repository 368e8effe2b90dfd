import type { Criterion } from '../../candidate/scorecard.ts'
import type { Excess } from '../../finding/finding.ts'
import type { LessonEvidence } from '../../pattern/pattern.ts'
import type { Policy } from '../policy.ts'
import { count, number } from '../words.ts'
import { atThreshold, thresholdScore } from './criterion.ts'

/**
 * Expensive or exhausting, even when the answer was fine? Judged on the excess per day: what the findings cost beyond
 * a run without them, divided by the days from the first to the last run of the lesson in the window, at least one
 * (so that a new weakness is not diluted by days on which it did not exist yet). Any one measure is enough.
 *
 * Score: the measure that is furthest over its threshold, 0.5 where it just meets it and 1 at twice the threshold.
 */
export function operationallyCostly(evidence: LessonEvidence, policy: Policy): Criterion {
  const days = spanDays(evidence)
  const scores = measures.map(({ key, limit }) => thresholdScore(perDay(evidence, key, days), limit(policy)))
  const score = Math.max(...scores)
  return {
    name: 'operationally_costly',
    verdict: score >= atThreshold ? 'pass' : 'fail',
    score,
    evidence: `excess per day over ${count(days, 'day')}, one over its limit is enough: ${inWords(evidence, policy, days)}`,
  }
}

interface Measure {
  readonly key: keyof Excess
  readonly unit: string
  limit(policy: Policy): number
}

const measures: readonly Measure[] = [
  { key: 'usd', unit: 'USD', limit: ({ cost }) => cost.usdPerDay },
  { key: 'tokens', unit: 'tokens', limit: ({ cost }) => cost.tokensPerDay },
  { key: 'seconds', unit: 'seconds', limit: ({ cost }) => cost.secondsPerDay },
  { key: 'calls', unit: 'calls', limit: ({ cost }) => cost.callsPerDay },
]

const dayMs = 86_400_000

function spanDays({ firstSeenMs, lastSeenMs, windowMs }: LessonEvidence): number {
  const windowDays = Math.max(1, Math.round(windowMs / dayMs))
  return Math.min(windowDays, Math.max(1, Math.ceil((lastSeenMs - firstSeenMs) / dayMs)))
}

function perDay({ excess }: LessonEvidence, key: keyof Excess, days: number): number {
  return Math.max(0, excess[key]) / days
}

function inWords(evidence: LessonEvidence, policy: Policy, days: number): string {
  const words = measures.map(({ key, unit, limit }) => {
    const seen = number(perDay(evidence, key, days))
    const perRun = number(evidence.excess[key] / Math.max(1, evidence.runs))
    return `${seen} ${unit} (limit ${number(limit(policy))}; ${perRun} per run)`
  })
  return words.join(', ')
}
