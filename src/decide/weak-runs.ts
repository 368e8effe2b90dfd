import { weakFrom } from '../finding/weak.ts'
import type { LessonEvidence } from '../pattern/pattern.ts'
import type { Policy } from './policy.ts'
import { count, number } from './words.ts'

/** Runs of the lesson that were weak. Where its own findings are heavy enough on average, every one of them was. */
export function weakRuns({ runs, risks, severityMean }: LessonEvidence): number {
  return severityMean >= weakFrom ? runs : Math.min(runs, risks.get('weak_run') ?? 0)
}

/** A lesson without as many weak runs as make a pattern is made of hints, and hints raise nothing alone. */
export function isMadeOfHints(evidence: LessonEvidence, { patterned: { runsMin } }: Policy): boolean {
  return weakRuns(evidence) < runsMin
}

export function weakWords(evidence: LessonEvidence, { patterned: { runsMin } }: Policy): string {
  const weak = `weak runs ${number(weakRuns(evidence))} of ${number(evidence.runs)}`
  return `${weak} (severities that sum to ${weakFrom}; ${count(runsMin, 'such run')} needed)`
}
