import type { CandidateEvent } from '../candidate/event.ts'
import type { BuriedEvent, PartlySent, Sink, WaitingEvent } from './contract.ts'
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
  /** By sequence, of events that are not confirmed. */
  readonly attempts: Map<number, Attempts>
  heldUntilMs: number
  failingSinceMs: number | null
  /** Why nothing is told here any more. */
  off: string | null
}

type Attempts =
  | { readonly kind: 'told' }
  | { readonly kind: 'waiting'; readonly made: number; readonly dueMs: number }
  | { readonly kind: 'dead'; readonly made: number; readonly reason: string }

const untried: Attempts = { kind: 'waiting', made: 0, dueMs: Number.NEGATIVE_INFINITY }

/** What is no longer pending was confirmed or set aside; if it comes again, somebody has replayed it. */
function forgetSettled({ attempts }: State, events: readonly CandidateEvent[]): void {
  const pending = new Set(events.map(({ sequence }) => sequence))
  const last = events.at(-1)?.sequence ?? 0
  for (const [sequence, { kind }] of attempts) {
    // A replayed event may have pushed the last ones out of this batch.
    const settled = sequence <= last && !pending.has(sequence)
    if (settled || kind === 'dead') attempts.delete(sequence)
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
    note(event.sequence, answer, state, options)
    if (answer.kind !== 'told') return
  }
}

/** Longest due first, so that retries do not keep a new event waiting. */
function dueEvents(events: readonly CandidateEvent[], state: State, now: number): readonly CandidateEvent[] {
  if (now < state.heldUntilMs) return []
  const dueMs = ({ sequence }: CandidateEvent) => dueMsOf(state.attempts.get(sequence) ?? untried)
  return events.filter((event) => dueMs(event) <= now).toSorted((a, b) => dueMs(a) - dueMs(b))
}

function note(sequence: number, answer: TellAnswer, state: State, options: PatientSinkOptions): void {
  const { attempts } = state
  const made = madeAttempts(attempts.get(sequence)) + 1
  if (answer.kind === 'gone') state.off = answer.reason
  if (answer.kind !== 'failed') state.failingSinceMs = null
  if (answer.kind === 'told') attempts.set(sequence, { kind: 'told' })
  else if (answer.kind === 'failed') attempts.set(sequence, afterFailure(made, answer, state, options))
  else attempts.set(sequence, { kind: 'dead', made, reason: answer.reason })
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
  for (const { sequence } of events) {
    const attempts = state.attempts.get(sequence) ?? untried
    const reason = attempts.kind === 'dead' ? attempts.reason : state.off
    if (attempts.kind === 'told') continue
    if (reason !== null) buried.push({ sequence, attempts: attempts.made, diedMs, reason })
    else waiting.push({ sequence, afterMs: Math.max(0, dueMsOf(attempts) - now, state.heldUntilMs - now) })
  }
  return { kind: 'partly', waiting, buried }
}

function dueMsOf(attempts: Attempts): number {
  return attempts.kind === 'waiting' ? attempts.dueMs : Number.POSITIVE_INFINITY
}

function madeAttempts(attempts: Attempts | undefined): number {
  return attempts?.kind === 'waiting' ? attempts.made : 0
}
