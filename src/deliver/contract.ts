import type { CandidateEvent } from '../candidate/event.ts'

/**
 * Where events go. A sink is told every event at least once, each tenant's oldest first, under an id that stays the same when it is
 * told again. A rejection counts as `retry`.
 */
export interface Sink {
  /** Names the sink's place in the outbox: keep it across restarts. */
  readonly name: string
  /** Asked again also when an earlier send has not answered for very long. */
  send(events: readonly CandidateEvent[]): Promise<SendAnswer>
  /** Gives up what is under way, which then counts as not sent. Asked again, changes nothing. */
  close?(): Promise<void>
}

/**
 * `sent`: it has all of them and is not asked again. `retry`: it may have some or none of them, and all of them come
 * again later.
 */
export type SendAnswer = 'sent' | 'retry' | PartlySent

/** The sink has all of them but those that wait and those that it gives up on. */
export interface PartlySent {
  readonly kind: 'partly'
  readonly waiting: readonly WaitingEvent[]
  readonly buried: readonly BuriedEvent[]
}

/** Sequences are those of a tenant, so that one alone names no event. */
export type EventName = Pick<CandidateEvent, 'tenant' | 'sequence'>

/** It comes again, together with newer ones, when it is next worth a try. */
export interface WaitingEvent {
  readonly event: EventName
  readonly afterMs: number
}

/** An event that the sink can never be told: it is set aside with the reason, and the sink goes on without it. */
export interface BuriedEvent {
  readonly event: EventName
  readonly attempts: number
  readonly diedMs: number
  /** In words without content and without secrets. */
  readonly reason: string
}
