export interface QuotaLimits {
  readonly bytesPerSecond: number
  readonly spansPerSecond: number
  readonly newRunsPerSecond: number
  /** How many seconds' worth a tenant that was silent may send at once. */
  readonly burst: number
  /** Traces of a tenant that may be open at once. */
  readonly openRuns: number
}

/** What each tenant may send. Tenants come from the configured keys, so there are as many as those name. */
export interface TenantQuotas {
  /** How long until the tenant may send again; 0 when it may now. */
  waitMs(tenant: string): number
  /** Takes what was sent off the tenant's allowance; of traces those that it opened. */
  charge(tenant: string, what: QuotaUnit, amount: number): void
}

export const quotaUnits = ['bytes', 'spans', 'newRuns'] as const
export type QuotaUnit = (typeof quotaUnits)[number]

export interface QuotaDeps {
  readonly monotonicMs: () => number
  /** Traces of the tenant that are open; without it their number is not bounded. Asked at most once a second. */
  readonly openRuns?: (tenant: string) => Promise<number>
}

/**
 * One token bucket per tenant and unit. A bucket may go into debt by what one request holds, which is known only when
 * the request was read: so every request that the limits allow gets through at last, and the rate holds all the same.
 * A tenant with too many open traces waits until some have settled.
 */
export function createTenantQuotas(limits: QuotaLimits, deps: QuotaDeps): TenantQuotas {
  const tenants = new Map<string, Tenant>()

  function tenantOf(name: string): Tenant {
    const known = tenants.get(name)
    if (known !== undefined) return known
    const made = {
      bytes: tokenBucket(limits.bytesPerSecond, limits.burst, deps.monotonicMs),
      spans: tokenBucket(limits.spansPerSecond, limits.burst, deps.monotonicMs),
      newRuns: tokenBucket(limits.newRunsPerSecond, limits.burst, deps.monotonicMs),
      open: deps.openRuns === undefined ? noGate : openGate(name, limits.openRuns, deps.openRuns, deps.monotonicMs),
    }
    tenants.set(name, made)
    return made
  }

  return {
    waitMs: (name) => {
      const tenant = tenantOf(name)
      return Math.max(tenant.open.waitMs(), ...quotaUnits.map((unit) => tenant[unit].waitMs()))
    },
    charge: (name, what, amount) => {
      const tenant = tenantOf(name)
      tenant[what].charge(amount)
      if (what === 'newRuns') tenant.open.add(amount)
    },
  }
}

type Tenant = Readonly<Record<QuotaUnit, TokenBucket>> & { readonly open: OpenGate }

interface TokenBucket {
  waitMs(): number
  charge(amount: number): void
}

function tokenBucket(perSecond: number, burst: number, monotonicMs: () => number): TokenBucket {
  const most = perSecond * burst
  let tokens = most
  let filledMs = monotonicMs()

  function fill(): void {
    const nowMs = monotonicMs()
    tokens = Math.min(most, tokens + (Math.max(0, nowMs - filledMs) / 1000) * perSecond)
    filledMs = nowMs
  }

  return {
    waitMs: () => {
      fill()
      return tokens > 0 ? 0 : Math.ceil((-tokens / perSecond) * 1000) + 1
    },
    charge: (amount) => {
      fill()
      tokens -= amount
    },
  }
}

interface OpenGate {
  waitMs(): number
  /** What was opened here since the last look. */
  add(traces: number): void
}

const noGate: OpenGate = { waitMs: () => 0, add: () => {} }

const lookEveryMs = 1_000
/** Traces settle by themselves, so it is worth another try soon. */
const openWaitMs = 5_000

/** Looks in the background: a request is judged by the last answer, and a store that cannot tell refuses nobody. */
function openGate(
  tenant: string,
  most: number,
  count: (tenant: string) => Promise<number>,
  monotonicMs: () => number,
): OpenGate {
  let open = 0
  let lookedMs = Number.NEGATIVE_INFINITY
  let looking = false

  async function look(): Promise<void> {
    if (looking || monotonicMs() - lookedMs < lookEveryMs) return
    looking = true
    lookedMs = monotonicMs()
    try {
      open = await count(tenant)
    } catch {
      // The store refuses on its own account while it cannot be asked.
    } finally {
      looking = false
    }
  }

  return {
    waitMs: () => {
      void look()
      return open >= most ? openWaitMs : 0
    },
    add: (traces) => {
      open += traces
    },
  }
}
