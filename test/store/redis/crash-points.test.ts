import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openRedisStore, type RedisStore } from '../../../src/store/redis/open.ts'
import { type CrashPoint, crashPoints } from '../../../src/store/redis/traces/engine.ts'
import { type EmptyRedis, emptyRedis, emptyRedisMissing } from '../../redis/empty-redis.ts'
import { day, noon, tenant } from '../builders.ts'
import { appendLink, expectOneRun, judgeDue, leaseMs, settleAll } from './chain.ts'

/** Stands for the end of the process: the store is not used after it. */
class Crash extends Error {}

const links = 3
const ordinals = [1, 2, 3, 5, 8] as const

describe.skipIf(emptyRedisMissing('crashes at points of the protocol') !== null)('a crash', () => {
  let redis: EmptyRedis
  let opened = 0
  beforeAll(async () => {
    redis = await emptyRedis()
  })
  afterAll(() => redis.stop())

  const opener = () => {
    opened += 1
    const namespace = `crash-${opened}:`
    const common = { url: redis.url, durability: { kind: 'process' }, settleMs: 15_000, idleMs: 900_000 } as const
    return (atPoint: (name: CrashPoint) => void) => openRedisStore({ ...common, namespace, atPoint })
  }

  describe.each(crashPoints)('at %s', (point) => {
    it.each(ordinals)('loses nothing and counts nothing twice (time %i)', async (ordinal) => {
      const open = opener()
      let left = ordinal
      const crashing = (name: CrashPoint) => {
        if (name === point && --left === 0) throw new Crash(point)
      }
      const stores: RedisStore[] = []
      try {
        const first = await open(crashing)
        stores.push(first)
        const sent = await appendAll(first)
        // Whoever was not answered sends again.
        await untilCrash(() => judgeDue(first, noon))
        await untilCrash(() => first.traces.expire(noon))
        const second = await open(() => {})
        stores.push(second)
        await settleAll(second, noon)
        await expectOneRun(second, 'chain', links, sent)
        expect(await second.traces.counts(tenant)).toMatchObject({ open: 0, settled: links, facts: sent, runs: 1 })
      } finally {
        await Promise.all(stores.map((store) => store.close()))
      }
    })
  })

  it('while a trace is forgotten leaves its run as an exemplar, and no other', async () => {
    const open = opener()
    const first = await open((name) => {
      if (name === 'expire:forgotten') throw new Crash(name)
    })
    await appendAll(first)
    await settleAll(first, noon)
    await expect(first.traces.expire(noon + 8 * day)).rejects.toThrow(Crash)
    await first.close()
    const second = await open(() => {})
    await second.traces.expire(noon + 8 * day)
    await judgeDue(second, noon + 8 * day)
    expect(await second.traces.counts(tenant)).toMatchObject({ open: 0, settled: 0, facts: 0, runs: 1 })
    expect(await second.runs.get(tenant, 'chain-0')).not.toBeNull()
    await second.close()
  })

  it('of a worker with a claim makes the trace due when its lease has run out', async () => {
    const open = opener()
    const first = await open((name) => {
      if (name === 'claim:after') throw new Crash(name)
    })
    await appendLink(first, 'chain', 0, 'a')
    await expect(judgeDue(first, noon)).rejects.toThrow(Crash)
    await first.close()
    const second = await open(() => {})
    expect(await judgeDue(second, noon + leaseMs - 1)).toBe(false)
    expect(await judgeDue(second, noon + leaseMs)).toBe(true)
    await second.close()
  })
})

/** The last link first, so that later ones are counted alone before they are joined. Answers the number of facts. */
async function appendAll(store: RedisStore): Promise<number> {
  for (let link = links - 1; link >= 0; link -= 1) {
    if (await untilCrash(() => appendLink(store, 'chain', link, `a${link}`)))
      await untilCrash(() => appendLink(store, 'chain', link, `a${link}`))
    await untilCrash(() => judgeDue(store, noon))
  }
  await untilCrash(() => appendLink(store, 'chain', 1, 'more'))
  await appendLink(store, 'chain', 1, 'more').catch(() => {})
  return 2 * (links + 1)
}

/** True when it crashed. */
async function untilCrash(act: () => Promise<unknown>): Promise<boolean> {
  try {
    await act()
    return false
  } catch (error) {
    if (error instanceof Crash) return true
    throw error
  }
}
