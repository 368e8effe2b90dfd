import type { Receiver } from './contract.ts'
import { type Count, countNothing } from './count.ts'
import { defaultOtlpLimits, type OtlpLimits } from './limits.ts'

export interface OtlpEdgeOptions {
  /** `host:port` on loopback; port 0 picks a free one. */
  readonly endpoint: string
  readonly receiver: Receiver
  readonly limits?: Partial<OtlpLimits>
  /** 0 inclusive to 1 exclusive; spreads retries. */
  readonly random?: () => number
  readonly count?: Count
  /** What the gRPC health service answers; always serving when absent. */
  readonly ready?: () => boolean
}

export interface OtlpEdge {
  /** `host:port` as bound. */
  readonly address: string
  /** Takes no more, lets what is in flight finish, then forces. Asked again, answers with the same promise. */
  stop(): Promise<void>
}

/** The options with every default filled in. */
export interface EdgeParts {
  readonly receiver: Receiver
  readonly limits: OtlpLimits
  readonly random: () => number
  readonly count: Count
  readonly ready: () => boolean
}

/** Without keys there is one tenant. */
export const onlyTenant = 'default'

export function edgeParts(options: OtlpEdgeOptions): EdgeParts {
  return {
    receiver: options.receiver,
    limits: { ...defaultOtlpLimits, ...options.limits },
    random: options.random ?? Math.random,
    count: options.count ?? countNothing,
    ready: options.ready ?? (() => true),
  }
}
