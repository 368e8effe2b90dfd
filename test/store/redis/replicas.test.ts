import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openRedisStore, type RedisStore } from '../../../src/store/redis/open.ts'
import type { CrashPoint } from '../../../src/store/redis/traces/engine.ts'
import { type EmptyRedis, emptyRedis, emptyRedisMissing } from '../../redis/empty-redis.ts'
import { chunk, claimTrace, commitOf, contribution, day, hour, noon, pattern, span, tenant } from '../builders.ts'
import { appendLink, expectOneRun, judgeDue, settleAll } from './chain.ts'

interface Step {
  readonly act: 'append' | 'judge'
  readonly chain: string
  readonly link: number
  readonly replica: number
}

const overdueMs = 1_000
const chains = ['left', 'right'] as const
const anyStep: fc.Arbitrary<Step> = fc.record({
  act: fc.constantFrom('append', 'judge'),
  chain: fc.constantFrom(...chains),
  link: fc.nat({ max: 3 }),
  replica: fc.nat({ max: 2 }),
})
/** The steps of a round happen at once. */
const anyRounds = fc.array(fc.array(anyStep, { minLength: 1, maxLength: 6 }), { maxLength: 8 })
const everyLink: readonly Step[] = chains.flatMap((chain) =>
  [3, 2, 1, 0].map((link): Step => ({ act: 'append', chain, link, replica: link % 3 })),
)

describe.skipIf(emptyRedisMissing('replicas over one Redis') !== null)('replicas over one Redis', () => {
  let redis: EmptyRedis
  let opened = 0
  beforeAll(async () => {
    redis = await emptyRedis()
  })
  afterAll(() => redis.stop())

  type Open = () => Promise<RedisStore>
  const withReplicas = async (
    count: number,
    use: (stores: readonly RedisStore[], open: Open) => Promise<void>,
    atPoint: (name: CrashPoint) => void = () => {},
    mayLeaveMs = 0,
  ) => {
    opened += 1
    const namespace = `replicas-${opened}:`
    const options = { url: redis.url, durability: { kind: 'process' }, settleMs: 15_000, idleMs: 900_000 } as const
    const stores: RedisStore[] = []
    const open = async (more = {}) => {
      const store = await openRedisStore({ ...options, namespace, ...more })
      stores.push(store)
      return store
    }
    try {
      await use(await Promise.all(Array.from({ length: count }, () => open({ atPoint, overdueMs: mayLeaveMs }))), open)
    } finally {
      await Promise.all(stores.map((store) => store.close()))
    }
  }

  it('are one store: the same fingerprint key, made once', () =>
    withReplicas(5, async (stores) => {
      expect(new Set(stores.map((store) => store.fingerprintKey)).size).toBe(1)
    }))

  it('give each trace to one of them', () =>
    withReplicas(3, async (stores) => {
      const [first] = stores
      const chunks = Array.from({ length: 40 }, (_, i) => chunk(`t${i}`, [span(`s${i}`)]))
      await first?.traces.append({ chunks, receivedMs: noon - hour })
      const claims = await Promise.all(
        stores.map((store) => store.traces.claim({ nowMs: noon, leaseMs: 30_000, limit: 40 })),
      )
      const ids = claims.flat().map((claim) => claim.traceId)
      expect(new Set(ids).size).toBe(ids.length)
    }))

  it('take over what another one has claimed and not committed, also where they leave the new to it', () =>
    withReplicas(
      2,
      async ([one, other]) => {
        await one?.traces.append({ chunks: [chunk('t1', [span('a')])], receivedMs: noon - 15_000 })
        const claimBy = async (store: RedisStore | undefined, nowMs: number) =>
          (await store?.traces.claim({ nowMs, leaseMs: 30_000, limit: 1 }))?.map(({ epoch }) => epoch)
        expect(await claimBy(other, noon - 1)).toEqual([])
        expect(await claimBy(one, noon)).toEqual([1])
        // It sees that another one was quicker.
        expect(await claimBy(other, noon)).toEqual([])
        expect(await claimBy(other, noon + 30_000 + overdueMs)).toEqual([2])
      },
      () => {},
      overdueMs,
    ))

  it('count every run once when they commit the same claim at once', () =>
    withReplicas(3, async (stores) => {
      const [first] = stores
      if (first === undefined) throw new Error('expected a store')
      await first.traces.append({ chunks: [chunk('t1', [span('a')])], receivedMs: noon - hour })
      const claim = await claimTrace(first, 't1')
      const commit = commitOf(claim, { ledger: [contribution('r1', [pattern('a')])] })
      const answers = await Promise.all(stores.map((store) => store.traces.commit(commit)))
      for (const answer of answers) expect(answer).toEqual({ kind: 'committed', lessons: ['lesson-a'] })
      expect((await first.patterns.get(tenant, 'a'))?.runs).toBe(1)
    }))

  it('see what another of them appended within a second', () =>
    withReplicas(2, async ([one, other]) => {
      expect(await other?.traces.claim({ nowMs: noon, leaseMs: 1000, limit: 1 })).toEqual([])
      await one?.traces.append({ chunks: [chunk('t1', [span('a')])], receivedMs: noon - hour })
      await expect.poll(() => other?.traces.claim({ nowMs: noon, leaseMs: 1000, limit: 1 })).toHaveLength(1)
    }))

  it('sum up one signature that all of them commit at once', () =>
    withReplicas(3, async (stores) => {
      const chunks = Array.from({ length: 60 }, (_, i) => chunk(`plain-${i}`, [span(`s${i}`)]))
      await stores[0]?.traces.append({ chunks, receivedMs: noon - hour })
      await Promise.all(stores.map((store) => judgeDue(store, noon, 5)))
      const [store] = stores
      expect(await store?.patterns.evidence(tenant, 'plain', day, noon)).toMatchObject({
        runs: 60,
        agentRuns: 60,
        excess: { tokens: 60 },
      })
      expect(await store?.traces.counts(null)).toMatchObject({ open: 0, settled: 60, runs: 60 })
    }))

  it('join chains of traces into one run each, whoever judges which part of them when, and whoever dies doing so', async () => {
    await fc.assert(
      fc.asyncProperty(anyRounds, fc.uniqueArray(fc.nat({ max: 80 }), { maxLength: 6 }), async (rounds, deaths) => {
        await withReplicas(3, (stores, open) => playChains(stores, open, rounds), dyingAt(deaths))
      }),
      { numRuns: 40 },
    )
  })
})

class Death extends Error {}

/** The workers die where these points of judging are reached, counted over all of them. */
function dyingAt(deaths: readonly number[]): (name: CrashPoint) => void {
  let reached = 0
  return (name) => {
    if (name.startsWith('append')) return
    reached += 1
    if (deaths.includes(reached)) throw new Death(name)
  }
}

async function judgeUntilDeath(store: RedisStore): Promise<void> {
  await judgeDue(store, noon).catch((error: unknown) => {
    if (!(error instanceof Death)) throw error
  })
}

async function playChains(
  stores: readonly RedisStore[],
  open: () => Promise<RedisStore>,
  rounds: readonly (readonly Step[])[],
): Promise<void> {
  const facts = new Map<string, number>(chains.map((chain) => [chain, 0]))
  const take = async ({ act, chain, link, replica }: Step) => {
    const store = stores[replica]
    if (store === undefined) return
    if (act === 'judge') return judgeUntilDeath(store)
    const sent = facts.get(chain) ?? 0
    facts.set(chain, sent + 2)
    return appendLink(store, chain, link, `${sent}`)
  }
  for (const round of [...rounds, everyLink]) await Promise.all(round.map(take))
  await Promise.all(stores.map(judgeUntilDeath))
  const store = await open()
  await settleAll(store, noon)
  for (const [chain, sent] of facts) await expectOneRun(store, chain, 4, sent)
}
