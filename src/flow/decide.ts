import type { Scorecard } from '../candidate/scorecard.ts'
import { candidateOf } from '../decide/candidate-of.ts'
import { decide } from '../decide/decide.ts'
import { asDuplicate } from '../decide/overlap.ts'
import type { Policy } from '../decide/policy.ts'
import type { LessonEvidence } from '../pattern/pattern.ts'
import {
  type CandidateStore,
  type DecisionAnswer,
  type DirtyLesson,
  type PatternStore,
  type RunStore,
  StoreUnavailable,
} from '../store/contract.ts'
import { overlapping } from './overlapping.ts'

export interface DecideDeps {
  readonly patterns: Pick<PatternStore, 'dirty' | 'evidence'>
  readonly candidates: Pick<CandidateStore, 'apply' | 'list' | 'scorecard'>
  readonly runs: Pick<RunStore, 'list'>
  readonly policy: Policy
  readonly nowMs: () => number
  /** Kept over the rounds: until when each lesson that failed is left alone. */
  readonly failing?: Map<string, number>
  /**
   * Which of those that wait are decided before it is looked again. Where several processes decide, each takes a few by
   * chance, lest all of them decide the same ones at once. Without it they come in their order.
   */
  readonly choose?: (waiting: readonly DirtyLesson[]) => readonly DirtyLesson[]
  /** Told of what deciding a lesson threw. */
  readonly report?: (lesson: string, error: unknown) => void
}

/**
 * What came of one lesson. `superseded`: it kept changing under our hands, is still dirty and comes again. `gone`: its
 * counts were taken back or gave way; there is nothing left to decide on. `failed`: it threw, and is tried again later.
 */
export interface LessonDecided extends DirtyLesson {
  readonly outcome: DecisionAnswer['kind'] | 'gone' | 'failed'
}

/**
 * Decides lessons whose counts have changed, at most `limit` of them; none means that no more wait. One that cannot be
 * decided keeps no other waiting: it is left alone for a minute.
 */
export async function decideLessons(deps: DecideDeps, limit = 100): Promise<readonly LessonDecided[]> {
  const { failing = new Map<string, number>(), choose = (waiting) => waiting } = deps
  const decided: LessonDecided[] = []
  const dirty = await deps.patterns.dirty(limit + failing.size)
  const waiting = dirty.filter((one) => !isPaused(failing, one, deps.nowMs())).slice(0, limit)
  for (const { tenant, lesson } of choose(waiting)) {
    decided.push({ tenant, lesson, outcome: await decideOrPause({ tenant, lesson }, { ...deps, failing }) })
  }
  return decided
}

/** Until when each lesson that failed is left alone. */
type Failing = Map<string, number>
const pauseMs = 60_000
const failingMax = 1_000

function isPaused(failing: Failing, { tenant, lesson }: DirtyLesson, nowMs: number): boolean {
  return (failing.get(`${tenant} ${lesson}`) ?? 0) > nowMs
}

async function decideOrPause(
  dirty: DirtyLesson,
  deps: DecideDeps & { readonly failing: Failing },
): Promise<LessonDecided['outcome']> {
  const { failing, report, nowMs } = deps
  const key = `${dirty.tenant} ${dirty.lesson}`
  try {
    const outcome = await decideLesson(dirty, deps)
    failing.delete(key)
    return outcome
  } catch (error) {
    // Not the lesson's fault: the next round tries it again.
    if (error instanceof StoreUnavailable || failing.size >= failingMax) throw error
    failing.set(key, nowMs() + pauseMs)
    report?.(dirty.lesson, error)
    return 'failed'
  }
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
