export interface QuotaLimits {
  readonly bytesPerSecond: number
  readonly spansPerSecond: number
  /** How many seconds' worth a tenant that was silent may send at once. */
  readonly burst: number
}

/** What each tenant may send. Tenants come from the configured keys, so there are as many as those name. */
export interface TenantQuotas {
  /** How long until the tenant may send again; 0 when it may now. */
  waitMs(tenant: string): number
  /** Takes what was sent off the tenant's allowance. */
  charge(tenant: string, what: QuotaUnit, amount: number): void
}

export type QuotaUnit = 'bytes' | 'spans'

/**
 * One token bucket per tenant and unit. A bucket may go into debt by what one request holds, which is known only when
 * the request was read: so every request that the limits allow gets through at last, and the rate holds all the same.
 */
export function createTenantQuotas(limits: QuotaLimits, monotonicMs: () => number): TenantQuotas {
  const tenants = new Map<string, Record<QuotaUnit, TokenBucket>>()

  function bucketsOf(tenant: string): Record<QuotaUnit, TokenBucket> {
    const known = tenants.get(tenant)
    if (known !== undefined) return known
    const made = {
      bytes: tokenBucket(limits.bytesPerSecond, limits.burst, monotonicMs),
      spans: tokenBucket(limits.spansPerSecond, limits.burst, monotonicMs),
    }
    tenants.set(tenant, made)
    return made
  }

  return {
    waitMs: (tenant) => {
      const { bytes, spans } = bucketsOf(tenant)
      return Math.max(bytes.waitMs(), spans.waitMs())
    },
    charge: (tenant, what, amount) => bucketsOf(tenant)[what].charge(amount),
  }
}

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
