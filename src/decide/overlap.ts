import type { Scorecard } from '../candidate/scorecard.ts'
import type { LessonEvidence } from '../pattern/pattern.ts'

/** What two lessons have in common, told from one of them. */
export interface Overlap {
  /** Runs of the lesson and of the other one in the window, and all runs of their agent. */
  readonly runs: number
  readonly otherRuns: number
  readonly agentRuns: number
  /** Runs of the lesson that were looked at, and those of them that carry the other one too. */
  readonly sampled: number
  readonly shared: number
}

/** Fewer shared runs than these are chance. */
const sharedMin = 3
/** From this share of the runs of both (the Jaccard index) on, they are nearly the same. */
const indexMin = 0.8
/** What more than this share of the agent's runs has meets every other weakness: to meet it says nothing. */
const commonShareMax = 0.5

/** Whether two lessons are carried by nearly the same runs, so that a person should be asked once. */
export function areNearlyTheSameRuns({ runs, otherRuns, agentRuns, sampled, shared }: Overlap): boolean {
  if (shared < sharedMin || otherRuns > agentRuns * commonShareMax) return false
  const inBoth = Math.min((runs * shared) / sampled, otherRuns)
  return inBoth / (runs + otherRuns - inBoth) >= indexMin
}

/** Of two lessons that wait to be raised the older one leads, then the heavier one; ids decide what is left. */
export function leads(one: LessonEvidence, other: LessonEvidence): boolean {
  if (one.firstSeenMs !== other.firstSeenMs) return one.firstSeenMs < other.firstSeenMs
  if (one.severityMean !== other.severityMean) return one.severityMean > other.severityMean
  return one.lesson < other.lesson
}

/** A lesson that would be promoted, were it not for the one whose candidate stands for both. */
export function asDuplicate({ criteria, decidedAtMs, windowDays }: Scorecard, duplicateOf: string): Scorecard {
  return { answer: 'hold', reason: 'duplicate', criteria, decidedAtMs, windowDays, duplicateOf }
}
