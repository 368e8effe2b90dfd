import { type Authorize, openToLoopback } from '../keys/contract.ts'
import type { Receiver } from './contract.ts'
import { type Count, countNothing } from './count.ts'
import { createInFlight, type InFlight } from './in-flight.ts'
import { defaultOtlpLimits, type OtlpLimits } from './limits.ts'
import { noPressure, type Pressure } from './pressure.ts'
import type { TenantQuotas } from './quotas.ts'

export interface OtlpEdgeOptions {
  /** `host:port`; loopback only without keys. Port 0 picks a free one. */
  readonly endpoint: string
  /** The option that `endpoint` comes from, named when it cannot be served. */
  readonly setting?: string | undefined
  readonly receiver: Receiver
  /** Judges keys; without it there is one tenant, and only loopback is served. */
  readonly authorize?: AuthorizeIngest | undefined
  /** Shared by the edges. Only tenants that keys name are held to them. */
  readonly quotas?: TenantQuotas | undefined
  /** Read for every request. */
  readonly pressure?: (() => Pressure) | undefined
  readonly limits?: Partial<OtlpLimits>
  /** 0 inclusive to 1 exclusive; spreads retries. */
  readonly random?: () => number
  readonly count?: Count
  /** What the gRPC health service answers; always serving when absent. */
  readonly ready?: () => boolean
  /** Told of senders that speak another protocol, seldom enough to be logged. */
  readonly warn?: ((message: string) => void) | undefined
}

/** `Authorize` as far as the edges ask it. */
export type AuthorizeIngest = (
  credential: string | undefined,
  permission: 'ingest',
) => { readonly kind: 'ok'; readonly tenant: string } | { readonly kind: 'missing' } | { readonly kind: 'forbidden' }

export interface OtlpEdge {
  /** `host:port` as bound. */
  readonly address: string
  /** Takes no more, lets what is in flight finish, then forces. Asked again, answers with the same promise. */
  stop(): Promise<void>
}

/** The options with every default filled in. */
export interface EdgeParts {
  readonly receiver: Receiver
  readonly authorize: AuthorizeIngest
  /** Whether keys name tenants. */
  readonly keyed: boolean
  readonly quotas: TenantQuotas | null
  readonly pressure: () => Pressure
  readonly inFlight: InFlight
  readonly limits: OtlpLimits
  readonly random: () => number
  readonly count: Count
  readonly ready: () => boolean
  readonly warn: (message: string) => void
}

export function edgeParts(options: OtlpEdgeOptions): EdgeParts {
  const keyed = isKeyed(options.authorize)
  return {
    receiver: options.receiver,
    authorize: options.authorize ?? openToLoopback,
    keyed,
    quotas: keyed ? (options.quotas ?? null) : null,
    pressure: options.pressure ?? (() => noPressure),
    inFlight: createInFlight(),
    limits: { ...defaultOtlpLimits, ...options.limits },
    random: options.random ?? Math.random,
    count: options.count ?? countNothing,
    ready: options.ready ?? (() => true),
    warn: options.warn ?? (() => {}),
  }
}

/** What lets everybody in must never open a port to the world, however it was handed over. */
function isKeyed(authorize: AuthorizeIngest | Authorize | undefined): boolean {
  return authorize !== undefined && authorize !== openToLoopback
}
