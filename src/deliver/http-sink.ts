import type { CandidateEvent } from '../candidate/event.ts'
import type { Sink } from './contract.ts'
import { patientSink, type TellAnswer } from './patient-sink.ts'
import { type Post, post } from './post.ts'
import { retryAfterMs } from './retry-after.ts'
import type { Resolve } from './ssrf-guard.ts'

/** What a sink that sends over HTTP gets from outside; what is left out is real. */
export interface HttpSinkOptions {
  readonly nowMs?: () => number
  readonly monotonicMs?: () => number
  /** Spreads retries: a number from 0 to 1. */
  readonly chance?: () => number
  readonly scheduleMs?: readonly number[]
  /** For one attempt in all. */
  readonly timeoutMs?: number
  readonly resolve?: Resolve
}

export interface HttpSinkSpec {
  readonly name: string
  readonly url: URL
  readonly allowPrivate: boolean
  readonly messageOf: (event: CandidateEvent, nowMs: number) => Omit<Post, 'url'>
  readonly verdictOf: (status: number, body: string) => Verdict
}

/** What an answer means for the event; `failed` is worth another try. */
export type Verdict =
  | { readonly kind: 'told' }
  | { readonly kind: 'failed'; readonly reason: string }
  | { readonly kind: 'never'; readonly reason: string }
  | { readonly kind: 'gone'; readonly reason: string }

const timeoutMs = 10_000

/** One POST per event, tried again by the schedule; Retry-After is honored. */
export function httpSink(spec: HttpSinkSpec, options: HttpSinkOptions = {}): Sink {
  const { nowMs = Date.now, monotonicMs = () => performance.now(), chance = Math.random } = options
  const sending = { allowPrivate: spec.allowPrivate, timeoutMs, ...options }
  const tell = async (event: CandidateEvent, signal: AbortSignal): Promise<TellAnswer> => {
    const answer = await post({ url: spec.url, ...spec.messageOf(event, nowMs()) }, { ...sending, signal })
    if (answer.kind === 'failed') return { ...answer, holdMs: 0 }
    const verdict = spec.verdictOf(answer.status, answer.body)
    const holdMs = retryAfterMs(answer.retryAfter, nowMs()) ?? 0
    return verdict.kind === 'failed' ? { ...verdict, holdMs } : verdict
  }
  const { scheduleMs } = options
  return patientSink({ name: spec.name, tell, nowMs, monotonicMs, chance, ...(scheduleMs && { scheduleMs }) })
}
