import type { ServerResponse } from 'node:http'
import type { Bucket } from '../finding/finding.ts'
import type { SignatureOverride } from '../finding/signed-finding.ts'
import type { RatePoint, Rise } from '../pattern/rise.ts'
import type { PatternToExplain, SignatureExplanation } from '../sign/contract.ts'
import type { Store } from '../store/contract.ts'
import type { Asker } from './asker.ts'
import type { CursorSeal } from './cursor.ts'
import type { Readiness } from './readiness.ts'

export type ApiStore = Pick<Store, 'traces' | 'runs' | 'patterns' | 'candidates' | 'outbox' | 'health'>

export interface ApiDeps {
  readonly store: ApiStore
  readonly nowMs: () => number
  readonly seal: CursorSeal
  readonly signals: readonly SignalInfo[]
  readonly metricsText: () => string
  readonly eventStream: EventStream | null
  /** Called when a person's decision or a replay has put events into the outbox. */
  readonly changed: () => void
  /** How a pattern came by its signature and its lesson; null where nobody handed it in. */
  readonly explainSignature: ExplainSignature | null
  /** How the rate of a lesson is judged; null where nobody handed it in. */
  readonly judgeRise: JudgeRise | null
  readonly readiness: Readiness
}

export interface JudgeRise {
  /** How many buckets it looks at. */
  readonly spans: { readonly hours: number; readonly days: number }
  judge(hours: readonly RatePoint[], days: readonly RatePoint[]): Rise
}

export type ExplainSignature = (pattern: PatternToExplain, override: SignatureOverride | null) => SignatureExplanation

/** What a handler has: the parts of the API, and who asks. */
export type AskDeps = ApiDeps & Asker

/** A signal as the catalogue tells of it. */
export interface SignalInfo {
  readonly name: string
  readonly bucket: Bucket
  readonly definition: string
  readonly reason: string
  readonly needs: readonly string[]
  /** `on` when not given. */
  readonly mode?: SignalMode
}

export const signalModes = ['on', 'shadow', 'off'] as const
export type SignalMode = (typeof signalModes)[number]

/** Takes over a response and tells it the tenant's events after this sequence, old ones first, then as they come. */
export interface EventStream {
  attach(response: ServerResponse, tenant: string, lastEventId: string | null): void
}
