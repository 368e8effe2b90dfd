import type { CandidateEvent } from '../candidate/event.ts'
import type { BuriedEvent, EventName, PartlySent, Sink, WaitingEvent } from './contract.ts'
import { retryDelayMs, retryScheduleMs } from './retry-schedule.ts'

/** Tells one event, once. Never rejects. */
export type Tell = (event: CandidateEvent, signal: AbortSignal) => Promise<TellAnswer>

/**
 * `failed`: worth another try; nothing at all is told before `holdMs` are over. `never`: this event cannot be told.
 * `gone`: no event can be told here any more.
 */
export type TellAnswer =
  | { readonly kind: 'told' }
  | { readonly kind: 'failed'; readonly reason: string; readonly holdMs: number }
  | { readonly kind: 'never'; readonly reason: string }
  | { readonly kind: 'gone'; readonly reason: string }

export interface PatientSinkOptions {
  readonly name: string
  readonly tell: Tell
  readonly nowMs: () => number
  /** Measures the schedule: a clock that is set anew moves no retry. */
  readonly monotonicMs: () => number
  /** From 0 to 1. */
  readonly chance: () => number
  readonly scheduleMs?: readonly number[]
}

/** An endpoint that took nothing for so long is turned off. */
const offAfterMs = 5 * 24 * 3_600_000

/** Told in one go, so that what was told is soon confirmed. */
const toldAtOnceMax = 10

/**
 * Tells events one by one. One that fails is tried again after the steps of the schedule while the others go on, and is
 * given up after the last step. All of this is kept in memory: after a restart the schedule of an event starts again.
 */
export function patientSink(options: PatientSinkOptions): Sink {
  const closing = new AbortController()
  const state: State = { attempts: new Map(), heldUntilMs: Number.NEGATIVE_INFINITY, failingSinceMs: null, off: null }
  return {
    name: options.name,
    send: async (events) => {
      forgetSettled(state, events)
      await tellDue(events, state, options, closing.signal)
      return answerOf(events, state, options)
    },
    close: async () => closing.abort(),
  }
}

interface State {
  /** By the event's id, of events that are not confirmed. */
  readonly attempts: Map<string, Attempted>
  heldUntilMs: number
  failingSinceMs: number | null
  /** Why nothing is told here any more. */
  off: string | null
}

interface Attempted {
  readonly event: EventName
  readonly attempts: Attempts
}

type Attempts =
  | { readonly kind: 'told' }
  | { readonly kind: 'waiting'; readonly made: number; readonly dueMs: number }
  | { readonly kind: 'dead'; readonly made: number; readonly reason: string }

const untried: Attempts = { kind: 'waiting', made: 0, dueMs: Number.NEGATIVE_INFINITY }

/**
 * What is no longer pending was confirmed or set aside; if it comes again, somebody has replayed it. Other tenants or
 * replayed events may have pushed the last ones of a tenant out of this batch: those are remembered.
 */
function forgetSettled({ attempts: known }: State, events: readonly CandidateEvent[]): void {
  const pending = new Set(events.map(({ id }) => id))
  const last = new Map(events.map(({ tenant, sequence }) => [tenant, sequence]))
  for (const [id, { event, attempts }] of known) {
    const settled = !pending.has(id) && event.sequence <= (last.get(event.tenant) ?? Number.POSITIVE_INFINITY)
    if (settled || attempts.kind === 'dead') known.delete(id)
  }
}

/** Stops at the first failure: the others come again at once, and what was told is confirmed meanwhile. */
async function tellDue(
  events: readonly CandidateEvent[],
  state: State,
  options: PatientSinkOptions,
  signal: AbortSignal,
): Promise<void> {
  for (const event of dueEvents(events, state, options.monotonicMs()).slice(0, toldAtOnceMax)) {
    if (signal.aborted || state.off !== null) return
    const answer = await options.tell(event, signal)
    // What was given up on stopping is no failure of the endpoint.
    if (signal.aborted && answer.kind === 'failed') return
    note(event, answer, state, options)
    if (answer.kind !== 'told') return
  }
}

/** Longest due first, so that retries do not keep a new event waiting. */
function dueEvents(events: readonly CandidateEvent[], state: State, now: number): readonly CandidateEvent[] {
  if (now < state.heldUntilMs) return []
  const dueMs = ({ id }: CandidateEvent) => dueMsOf(attemptsOf(state, id))
  return events.filter((event) => dueMs(event) <= now).toSorted((a, b) => dueMs(a) - dueMs(b))
}

function note(event: CandidateEvent, answer: TellAnswer, state: State, options: PatientSinkOptions): void {
  const { id, tenant, sequence } = event
  const made = madeAttempts(attemptsOf(state, id)) + 1
  if (answer.kind === 'gone') state.off = answer.reason
  if (answer.kind !== 'failed') state.failingSinceMs = null
  state.attempts.set(id, { event: { tenant, sequence }, attempts: after(made, answer, state, options) })
}

function after(made: number, answer: TellAnswer, state: State, options: PatientSinkOptions): Attempts {
  if (answer.kind === 'told') return { kind: 'told' }
  if (answer.kind === 'failed') return afterFailure(made, answer, state, options)
  return { kind: 'dead', made, reason: answer.reason }
}

function afterFailure(
  made: number,
  { reason, holdMs }: TellAnswer & { readonly kind: 'failed' },
  state: State,
  { monotonicMs, chance, scheduleMs = retryScheduleMs }: PatientSinkOptions,
): Attempts {
  const now = monotonicMs()
  state.heldUntilMs = now + holdMs
  state.failingSinceMs ??= now
  if (now - state.failingSinceMs >= offAfterMs) state.off = `turned off after 5 days of failures; the last: ${reason}`
  const delayMs = retryDelayMs(scheduleMs, made, chance())
  if (delayMs === null) return { kind: 'dead', made, reason }
  return { kind: 'waiting', made, dueMs: now + Math.max(delayMs, holdMs) }
}

function answerOf(events: readonly CandidateEvent[], state: State, options: PatientSinkOptions): PartlySent {
  const [now, diedMs] = [options.monotonicMs(), options.nowMs()]
  const waiting: WaitingEvent[] = []
  const buried: BuriedEvent[] = []
  for (const { id, tenant, sequence } of events) {
    const event = { tenant, sequence }
    const attempts = attemptsOf(state, id)
    const reason = attempts.kind === 'dead' ? attempts.reason : state.off
    if (attempts.kind === 'told') continue
    if (reason !== null) buried.push({ event, attempts: attempts.made, diedMs, reason })
    else waiting.push({ event, afterMs: Math.max(0, dueMsOf(attempts) - now, state.heldUntilMs - now) })
  }
  return { kind: 'partly', waiting, buried }
}

function attemptsOf({ attempts }: State, id: string): Attempts {
  return attempts.get(id)?.attempts ?? untried
}

function dueMsOf(attempts: Attempts): number {
  return attempts.kind === 'waiting' ? attempts.dueMs : Number.POSITIVE_INFINITY
}

function madeAttempts(attempts: Attempts): number {
  return attempts.kind === 'waiting' ? attempts.made : 0
}
