import type { CandidateEvent } from '../candidate/event.ts'

/**
 * Where events go. A sink is told every event at least once, in order, under an id that stays the same when it is
 * told again. `sent`: it has all of them and is not asked again. `retry`: it may have some or none of them, and all of
 * them come again later. A rejection counts as `retry`.
 */
export interface Sink {
  /** Names the sink's place in the outbox: keep it across restarts. */
  readonly name: string
  send(events: readonly CandidateEvent[]): Promise<'sent' | 'retry'>
}
