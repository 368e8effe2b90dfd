import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { graceMs, nextReadiness, type ReadinessState } from '../../src/api/readiness.ts'
import type { StoreHealth } from '../../src/store/contract.ts'
import { version } from '../../src/version.ts'
import { someContents } from './contents.ts'
import { serve } from './served.ts'

const healthy: StoreHealth = { ok: true }
const failing: StoreHealth = { ok: false, reason: 'disk full' }

describe('GET /healthz, /livez', () => {
  it('is alive whatever the store says', async () => {
    const { get } = await serve({ health: failing, failure: new Error('gone') })

    expect((await get('/healthz')).body).toEqual({ status: 'ok', version })
    expect((await get('/livez')).body).toEqual({ status: 'ok', version })
  })
})

describe('GET /readyz', () => {
  it('is ready when the store is', async () => {
    const { get } = await serve()

    expect(await get('/readyz')).toMatchObject({ status: 200, body: { status: 'ready' } })
  })

  it('is not ready where the store never was, and says why and when to ask again', async () => {
    const { get } = await serve({ health: failing })

    const unready = await get('/readyz')

    expect(unready.status).toBe(503)
    expect(unready.headers.get('retry-after')).toBe('1')
    expect(unready.body.detail).toContain('disk full')
  })

  it('stays ready through five seconds of failure, and unready through five seconds of health', async () => {
    const clock = { ms: 0 }
    const { get, contents } = await served(clock)
    const statusAt = async (ms: number, health: StoreHealth) => {
      clock.ms = ms
      contents.health = health
      return (await get('/readyz')).status
    }

    expect(await statusAt(0, healthy)).toBe(200)
    expect(await statusAt(10_000, failing)).toBe(200)
    expect(await statusAt(14_999, failing)).toBe(200)
    expect(await statusAt(15_000, failing)).toBe(503)
    expect(await statusAt(16_000, healthy)).toBe(503)
    expect(await statusAt(20_999, healthy)).toBe(503)
    expect(await statusAt(21_000, healthy)).toBe(200)
  })

  it('tells nobody what a store rejects with', async () => {
    const { get } = await serve({ failure: new Error('c0ffee-marker') })

    const { status, text } = await get('/readyz')

    expect(status).toBe(503)
    expect(text).not.toContain('c0ffee-marker')
  })
})

describe('nextReadiness', () => {
  it('changes its mind only after the same news for as long as the grace lasts', () => {
    const news = fc.array(fc.tuple(fc.boolean(), fc.integer({ min: 1, max: 3_000 })), { maxLength: 60 })
    fc.assert(
      fc.property(news, (told) => {
        let state: ReadinessState = nextReadiness({ kind: 'unknown' }, healthy, 0)
        let [nowMs, sameSinceMs, last] = [0, 0, true]
        for (const [ok, afterMs] of told) {
          nowMs += afterMs
          if (ok !== last) [sameSinceMs, last] = [nowMs, ok]
          const before = state.kind
          state = nextReadiness(state, ok ? healthy : failing, nowMs)
          if (state.kind !== before) expect(nowMs - sameSinceMs).toBeGreaterThanOrEqual(graceMs)
          if (nowMs - sameSinceMs >= graceMs) expect(state.kind).toBe(ok ? 'ready' : 'unready')
        }
      }),
    )
  })
})

function served(clock: { ms: number }) {
  return serve(someContents(), { monotonicMs: () => clock.ms })
}
