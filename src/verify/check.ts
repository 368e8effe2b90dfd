import { checkCandidates } from './check/check-candidates.ts'
import { checkCounts } from './check/check-counts.ts'
import { checkEvents } from './check/check-events.ts'
import { checkRuns } from './check/check-runs.ts'
import { checkSpans } from './check/check-spans.ts'
import type { Expected } from './oracle.ts'
import type { PlannedRun } from './planned-run.ts'
import type { Problem } from './problem.ts'
import type { Seen } from './seen.ts'

/** Compares what must be with what the service tells. Empty when nothing is wrong. */
export function check(expected: Expected, sent: readonly PlannedRun[], seen: Seen): readonly Problem[] {
  return [
    ...checkSpans(sent, seen),
    ...checkRuns(expected.runs, seen),
    ...checkCounts(expected, seen),
    ...checkCandidates(expected.counts, seen),
    ...checkEvents(seen),
  ]
}
