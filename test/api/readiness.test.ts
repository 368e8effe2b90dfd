import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createReadiness, graceMs, nextReadiness, type ReadinessState } from '../../src/api/readiness.ts'
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
    expect(await statusAt(10_000, healthy)).toBe(200)
    expect(await statusAt(14_999, failing)).toBe(200)
    expect(await statusAt(15_000, failing)).toBe(503)
    expect(await statusAt(19_999, healthy)).toBe(503)
    expect((await get('/readyz')).body.detail).toContain('well for less than five seconds; before: disk full')
    expect(await statusAt(20_000, healthy)).toBe(200)
  })

  it('tells nobody what a store rejects with', async () => {
    const { get } = await serve({ failure: new Error('c0ffee-marker') })

    const { status, text } = await get('/readyz')

    expect(status).toBe(503)
    expect(text).not.toContain('c0ffee-marker')
  })
})

describe('nextReadiness', () => {
  it('changes its mind only where the last look that found otherwise is as long ago as the grace lasts', () => {
    const news = fc.array(fc.tuple(fc.boolean(), fc.integer({ min: 1, max: 3_000 })), { maxLength: 60 })
    fc.assert(
      fc.property(news, (told) => {
        let state: ReadinessState = nextReadiness({ kind: 'unknown' }, healthy, 0)
        const lastMs = { good: 0, bad: Number.NEGATIVE_INFINITY }
        let nowMs = 0
        for (const [ok, afterMs] of told) {
          nowMs += afterMs
          const otherwiseMs = ok ? lastMs.bad : lastMs.good
          const before = state.kind
          state = nextReadiness(state, ok ? healthy : failing, nowMs)
          if (state.kind !== before) expect(nowMs - otherwiseMs).toBeGreaterThanOrEqual(graceMs)
          if (nowMs - otherwiseMs >= graceMs) expect(state.kind).toBe(ok ? 'ready' : 'unready')
          lastMs[ok ? 'good' : 'bad'] = nowMs
        }
      }),
    )
  })

  it('has no grace for what somebody has to mend', () => {
    const state = nextReadiness({ kind: 'ready', goodMs: 999 }, { ok: false, reason: 'wrong', lasting: true }, 1_000)

    expect(state).toEqual({ kind: 'unready', reason: 'wrong', badMs: 1_000 })
  })
})

describe('createReadiness', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }))
  afterEach(() => void vi.useRealTimers())

  function watched() {
    const health: { now: StoreHealth } = { now: healthy }
    const seen: StoreHealth[] = []
    const readiness = createReadiness({
      health: async () => health.now,
      monotonicMs: () => performance.now(),
      seen: (found) => seen.push(found),
    })
    return { readiness, seen, health }
  }

  it('tells the first who asks after a long time of now, in trouble and after it', async () => {
    const { readiness, health } = watched()
    await vi.advanceTimersByTimeAsync(60_000)
    health.now = failing
    await vi.advanceTimersByTimeAsync(8_000)
    expect(await readiness.check()).toEqual(failing)
    health.now = healthy
    await vi.advanceTimersByTimeAsync(8_000)
    expect(await readiness.check()).toEqual(healthy)
    readiness.stop()
  })

  it('stays ready through a failure that was over in a moment, though a look fell into it', async () => {
    const { readiness, seen, health } = watched()
    await vi.advanceTimersByTimeAsync(59_900)
    health.now = failing
    await vi.advanceTimersByTimeAsync(2_000)
    expect(seen).toContainEqual(failing)
    health.now = healthy
    await vi.advanceTimersByTimeAsync(2_000)
    expect(await readiness.check()).toEqual(healthy)
    readiness.stop()
  })

  it('tells a person what the store says now', async () => {
    const { readiness, health } = watched()
    await readiness.check()
    health.now = failing
    expect(await readiness.ask()).toEqual(failing)
    expect(await readiness.check()).toEqual(healthy)
    readiness.stop()
  })

  it('looks no more once it was stopped', async () => {
    const { readiness, seen } = watched()
    await vi.advanceTimersByTimeAsync(10_000)
    readiness.stop()
    const looks = seen.length
    await vi.advanceTimersByTimeAsync(10_000)
    expect(looks).toBeGreaterThan(1)
    expect(seen).toHaveLength(looks)
  })
})

function served(clock: { ms: number }) {
  return serve(someContents(), { monotonicMs: () => clock.ms })
}
