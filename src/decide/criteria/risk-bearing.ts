import type { Criterion } from '../../candidate/scorecard.ts'
import type { LessonEvidence } from '../../pattern/pattern.ts'
import type { Policy, WeighedRisk } from '../policy.ts'
import { isMadeOfHints, weakWords } from '../weak-runs.ts'
import { number, spoken } from '../words.ts'

/**
 * Does it matter? Judged on how risky a typical run of the lesson is.
 *
 * Score: 1 − Π(1 − part), so that parts add up and never pass 1. The parts are, for each risk, its weight times the
 * share of the lesson's runs that carry it; and the mean severity of the findings, where it is at least 0.3: below that
 * a finding is a hint, and hints do not become a risk by being many. Shares, not sums: a thousand harmless runs are
 * as harmless as ten.
 */
export function riskBearing(evidence: LessonEvidence, policy: Policy): Criterion {
  const parts = [...riskParts(evidence, policy.risk.weights), ...severityPart(evidence)]
  const score = 1 - parts.reduce((left, part) => left * (1 - part.score), 1)
  return {
    name: 'risk_bearing',
    verdict: score > 0 && score >= policy.risk.scoreMin ? 'pass' : 'fail',
    score,
    evidence: [...parts.map((part) => part.words), ...hintNote(evidence), ...weakNote(evidence, policy)].join('; '),
  }
}

const severityMin = 0.3

interface Part {
  readonly score: number
  readonly words: string
}

function riskParts(evidence: LessonEvidence, weights: Policy['risk']['weights']): readonly Part[] {
  return [...risksOf(evidence)]
    .filter(([, runs]) => runs > 0)
    .map(([risk, runs]) => ({
      score: weights[risk] * Math.min(1, runs / Math.max(1, evidence.runs)),
      words: `${spoken(risk)} in ${number(runs)} of ${number(evidence.runs)}`,
    }))
}

/** A failed outcome counts as a risk also where no finding named it as one. */
function risksOf({ risks, failedRuns }: LessonEvidence): ReadonlyMap<WeighedRisk, number> {
  const weighed = new Map<WeighedRisk, number>()
  for (const [risk, runs] of risks) if (risk !== 'weak_run') weighed.set(risk, runs)
  return weighed.set('run_failed', Math.max(failedRuns, risks.get('run_failed') ?? 0))
}

function severityPart({ severityMean }: LessonEvidence): readonly Part[] {
  if (!(severityMean >= severityMin)) return []
  return [{ score: Math.min(1, severityMean), words: `mean severity ${number(severityMean)}` }]
}

function hintNote({ severityMean }: LessonEvidence): readonly string[] {
  if (severityMean >= severityMin) return []
  return [`mean severity ${number(severityMean)} is a hint and no risk by itself (from ${severityMin} it counts)`]
}

function weakNote(evidence: LessonEvidence, policy: Policy): readonly string[] {
  return isMadeOfHints(evidence, policy) ? [weakWords(evidence, policy)] : []
}
