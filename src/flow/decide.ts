import type { Scorecard } from '../candidate/scorecard.ts'
import { candidateOf } from '../decide/candidate-of.ts'
import { decide } from '../decide/decide.ts'
import { asDuplicate } from '../decide/overlap.ts'
import type { Policy } from '../decide/policy.ts'
import type { LessonEvidence } from '../pattern/pattern.ts'
import type { CandidateStore, DecisionAnswer, DirtyLesson, PatternStore, RunStore } from '../store/contract.ts'
import { overlapping } from './overlapping.ts'

export interface DecideDeps {
  readonly patterns: Pick<PatternStore, 'dirty' | 'evidence'>
  readonly candidates: Pick<CandidateStore, 'apply' | 'list' | 'scorecard'>
  readonly runs: Pick<RunStore, 'list'>
  readonly policy: Policy
  readonly nowMs: () => number
}

/**
 * What came of one lesson. `superseded`: it kept changing under our hands, is still dirty and comes again. `gone`: its
 * counts were taken back or gave way; there is nothing left to decide on.
 */
export interface LessonDecided extends DirtyLesson {
  readonly outcome: DecisionAnswer['kind'] | 'gone'
}

/** Decides lessons whose counts have changed, at most `limit` of them; fewer than that means that no more wait. */
export async function decideLessons(deps: DecideDeps, limit = 100): Promise<readonly LessonDecided[]> {
  const decided: LessonDecided[] = []
  for (const { tenant, lesson } of await deps.patterns.dirty(limit)) {
    decided.push({ tenant, lesson, outcome: await decideLesson({ tenant, lesson }, deps) })
  }
  return decided
}

/** A lesson that changes faster than it is read is left for the next round rather than read again and again. */
const attemptsMax = 3

async function decideLesson(dirty: DirtyLesson, deps: DecideDeps): Promise<LessonDecided['outcome']> {
  for (let attempt = 1; attempt < attemptsMax; attempt++) {
    const outcome = await decideOnce(dirty, deps)
    if (outcome !== 'superseded') return outcome
  }
  return decideOnce(dirty, deps)
}

async function decideOnce({ tenant, lesson }: DirtyLesson, deps: DecideDeps): Promise<LessonDecided['outcome']> {
  const nowMs = deps.nowMs()
  const evidence = await deps.patterns.evidence(tenant, lesson, deps.policy.windowDays * dayMs, nowMs)
  if (evidence === null) return 'gone'
  const scorecard = await judged(evidence, deps, nowMs)
  const candidate = candidateOf(evidence, scorecard)
  const applied = await deps.candidates.apply({
    ...{ tenant, lesson, scorecard, candidate, nowMs },
    version: evidence.version,
  })
  return applied.kind
}

/** The policy's answer; a lesson of nearly the same runs as one that is raised already is not raised beside it. */
async function judged(evidence: LessonEvidence, deps: DecideDeps, nowMs: number): Promise<Scorecard> {
  const { patterns, candidates, runs, policy } = deps
  const scorecard = decide(evidence, policy, nowMs)
  if (scorecard.answer !== 'promote') return scorecard
  const raised = await overlapping(evidence, {
    ...{ runs, candidates, nowMs },
    evidenceOf: (lesson) => patterns.evidence(evidence.tenant, lesson, evidence.windowMs, nowMs),
    isPromoted: (other) => decide(other, policy, nowMs).answer === 'promote',
  })
  return raised === null ? scorecard : asDuplicate(scorecard, raised)
}

const dayMs = 86_400_000
