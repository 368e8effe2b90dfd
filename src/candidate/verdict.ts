import type { CandidateState } from './candidate.ts'

/** What people said of a candidate by the state that stands: nothing while it waits, was merged, or closed by itself. */
export function verdictOf(state: CandidateState): 'accepted' | 'rejected' | null {
  if (state === 'rejected') return 'rejected'
  return acceptedStates.has(state) ? 'accepted' : null
}

/** A candidate goes on to the later ones only after somebody accepted it. */
const acceptedStates: ReadonlySet<CandidateState> = new Set(['accepted', 'promoted', 'protected', 'regressed'])

/** States in which a person's verdict stands. */
export const judgedStates: readonly CandidateState[] = [...acceptedStates, 'rejected']
