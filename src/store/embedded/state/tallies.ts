import type { TallyName } from '../../state.ts'

/** The tallies by their names in the table. */
export const storedTallies: Readonly<Record<TallyName, string>> = {
  cutFacts: 'cut_facts',
  lateFacts: 'late_facts',
  unfedRuns: 'unfed_runs',
  overflowRuns: 'overflow_runs',
  lostEvents: 'lost_events',
  lostDeadLetters: 'lost_dead_letters',
  lostRows: 'lost_rows',
}
