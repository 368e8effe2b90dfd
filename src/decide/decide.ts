import type { Criterion, CriterionName, HoldReason, PolicyAnswer, Scorecard } from '../candidate/scorecard.ts'
import type { LessonEvidence } from '../pattern/pattern.ts'
import { atThreshold } from './criteria/criterion.ts'
import { criteria } from './criteria.ts'
import { isOneAgents } from './over-service.ts'
import type { Policy } from './policy.ts'
import { isMadeOfHints } from './weak-runs.ts'

/**
 * From what is known of a lesson to the policy's answer, with every criterion's verdict.
 *
 * - `promote`: Patterned passes, Risk or Cost passes, and so does all that the policy requires besides; enough of the runs
 *   are weak, and of a lesson over a service no agent has most of them.
 * - `watch`: Patterned is at least half way there, or only something unknown is in the way; or the signal runs in shadow.
 * - `hold`: none of this; so `hold: one_off` says that the counts are under half of what is needed.
 */
export function decide(evidence: LessonEvidence, policy: Policy, nowMs: number): Scorecard {
  const judged = criteria.map((judge) => judge(evidence, policy))
  return {
    ...answer(new Map(judged.map((criterion) => [criterion.name, criterion])), evidence, policy),
    criteria: judged,
    decidedAtMs: nowMs,
    windowDays: Math.round(evidence.windowMs / 86_400_000),
  }
}

type Judged = ReadonlyMap<CriterionName, Criterion>

function answer(judged: Judged, evidence: LessonEvidence, policy: Policy): PolicyAnswer {
  if (policy.shadow.has(evidence.signal)) return { answer: 'watch', reason: 'shadow' }
  if (!passes(judged, 'patterned')) return { answer: closeToPattern(judged) ? 'watch' : 'hold', reason: 'one_off' }
  if (!passes(judged, 'risk_bearing') && !passes(judged, 'operationally_costly')) {
    return { answer: 'hold', reason: 'harmless' }
  }
  if (isMadeOfHints(evidence, policy)) return { answer: 'hold', reason: 'hint' }
  if (isOneAgents(evidence)) return { answer: 'hold', reason: 'duplicate' }
  return firstUnmet(judged, policy) ?? { answer: 'promote', reason: null }
}

function passes(judged: Judged, name: CriterionName): boolean {
  return judged.get(name)?.verdict === 'pass'
}

function closeToPattern(judged: Judged): boolean {
  return (judged.get('patterned')?.score ?? 0) >= atThreshold / 2
}

/** In the order of the letters, so that the answer does not depend on the order in which a policy lists them. */
function firstUnmet(judged: Judged, { required }: Policy): PolicyAnswer | null {
  for (const [name, { verdict, score }] of judged) {
    const scoreMin = required.get(name)
    if (scoreMin === undefined || (verdict === 'pass' && (score ?? 0) >= scoreMin)) continue
    return { answer: verdict === 'unknown' ? 'watch' : 'hold', reason: reasons[name] }
  }
  return null
}

/** Why a lesson is held when the policy requires this criterion and it is not met. */
const reasons: Readonly<Record<CriterionName, HoldReason>> = {
  patterned: 'one_off',
  risk_bearing: 'harmless',
  operationally_costly: 'harmless',
  missed_offline: 'covered',
  observable_enough: 'unexplained',
  teachable: 'unexplained',
  enduring: 'incident_bound',
}
