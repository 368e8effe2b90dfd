import type { CandidateRow, Move } from '../../candidate-row.ts'

/** What happened to a candidate, in the words of scripts/tenant/shared/candidates.lua. */
export function moveText({ row, events }: Move) {
  const { id, lesson, sequence, openedAtMs, snoozedUntilMs } = row.candidate
  return {
    ...rowText(row),
    ...{ id, lesson, sequence, openedMs: openedAtMs, wakeMs: snoozedUntilMs },
    events: events.map((event) => ({ ms: String(event.timeMs), body: JSON.stringify(event) })),
  }
}

function rowText(row: CandidateRow) {
  const { state, scope, agent, signal, lesson } = row.candidate
  return { row: JSON.stringify(row), facets: JSON.stringify([state, scope, agent, signal, lesson]) }
}
