import fc from 'fast-check'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { RunContribution } from '../../../src/pattern/contribution.ts'
import type { Row } from '../../../src/store/redis/row.ts'
import { longId, shortId } from '../../../src/store/redis/tenant/short-id.ts'
import { type EmptyRedis, emptyRedis, emptyRedisMissing } from '../../redis/empty-redis.ts'
import { contribution, day, hour, measured, noon, pattern, tenant } from '../builders.ts'
import { openTenantBench, type TenantBench } from './tenant-bench.ts'

const missing = emptyRedisMissing('a tenant’s slot')

describe.skipIf(missing !== null)('a tenant’s slot', () => {
  let redis: EmptyRedis
  let bench: TenantBench
  let opened = 0
  beforeAll(async () => {
    redis = await emptyRedis()
  })
  afterAll(() => redis.stop())
  const open = (limits = {}) => {
    opened += 1
    return openTenantBench(redis.url, `slot-${opened}:`, limits)
  }
  beforeEach(async () => {
    bench = await open()
  })
  afterEach(() => bench.close())

  const runs = async (signature: string) => (await bench.half.patterns.get(tenant, signature))?.runs ?? 0
  const rowsOfSome = (traceId: string, count = 1): readonly Row[] =>
    bench.rowsFor(
      traceId,
      Array.from({ length: count }, (_, i) => contribution(`${traceId}-${i}`, [pattern('a')])),
    )

  it('counts a row once, however often it is applied', async () => {
    const rows = rowsOfSome('t1')
    expect(await bench.apply(rows)).toMatchObject({ upTo: 1, lessons: ['lesson-a'], unused: [] })
    const before = await bench.keys()
    expect(await bench.apply(rows)).toMatchObject({ upTo: 1, lessons: [], unused: [], other: false })
    expect(await runs('a')).toBe(1)
    expect(await bench.keys()).toEqual(before)
  })

  it('refuses a row while an earlier one is still to come, and takes both in their order', async () => {
    const [first, second] = [rowsOfSome('t1'), rowsOfSome('t2')]
    expect(await bench.apply(second, 1)).toMatchObject({ upTo: 0, lessons: [] })
    expect(await runs('a')).toBe(0)
    expect(await bench.apply([...first, ...second])).toMatchObject({ upTo: 2, lessons: ['lesson-a'] })
    expect(await runs('a')).toBe(2)
  })

  it('leaves a gap behind that can never be filled, and counts what was lost', async () => {
    const [, , third] = [rowsOfSome('t1'), rowsOfSome('t2'), rowsOfSome('t3')]
    expect(await bench.apply(third)).toMatchObject({ upTo: 3, lessons: ['lesson-a'] })
    expect(await bench.half.counts(tenant)).toMatchObject({ lostRows: 2 })
  })

  it('keeps the rows of partitions apart', async () => {
    const [row] = rowsOfSome('t1')
    if (row === undefined) throw new Error('expected a row, saw none')
    for (const partition of [0, 1]) await bench.half.applyRows(tenant, partition, [{ ...row, n: 1 }], 1)
    expect((await bench.half.patterns.evidence(tenant, 'lesson-a', day, noon))?.agentRuns).toBe(2)
  })

  it('keeps text as it came: odd names, lone surrogates, separators of its own', async () => {
    const odd = 'a,b:c d\u0000"\n__proto__\u{1f70a}'
    const more = { template: odd, locus: odd, trajectory: odd, explanation: odd }
    await bench.commit('t 1', [contribution('r 1', [pattern('a', more)], { agent: odd, source: odd, release: odd })])
    await bench.commit('t2', [contribution('r2', [pattern('b', { locus: 'x\ud800' })])])
    const shown = await bench.half.patterns.get(tenant, 'a')
    expect(shown).toMatchObject({ agent: odd, template: odd, locus: odd, explanation: odd })
    expect(shown?.variants).toEqual([{ trajectory: odd, runs: 1 }])
    expect(shown?.exemplars).toEqual([{ runId: 'r 1', traceId: 't 1', endMs: noon }])
    const evidence = await bench.half.patterns.evidence(tenant, 'lesson-a', day, noon)
    expect([evidence?.sources, evidence?.releases]).toEqual([new Map([[odd, 1]]), [odd]])
    expect((await bench.half.runs.list({ tenant, agent: odd, limit: 10 })).items).toHaveLength(1)
    expect((await bench.half.patterns.get(tenant, 'b'))?.locus).toBe('x\ufffd')
  })

  it('counts amounts exactly, as large as they get', async () => {
    const excess = { usd: 99_999.999_999_999, tokens: 999_999_999, seconds: 9_999_999.999, calls: 1, approvals: 0 }
    const ledger = Array.from({ length: 40 }, (_, i) => contribution(`r${i}`, [pattern('a', { excess })]))
    await bench.commit('t1', ledger)
    await bench.commit('t1', ledger.slice(0, 1))
    expect(await bench.half.patterns.evidence(tenant, 'lesson-a', day, noon)).toMatchObject({ runs: 1, excess })
  })

  it('tells which run records nobody refers to any more once a trace is forgotten', async () => {
    const ledger = Array.from({ length: 7 }, (_, i) =>
      contribution(`r${i}`, [pattern('a')], { countedAtMs: noon + i * hour }),
    )
    await bench.commit('t1', ledger)
    await bench.commit('t2', [contribution('x', [])])
    const forgotten = await bench.apply([...bench.forget('t1'), ...bench.forget('t2')])
    expect(forgotten.unused.map(({ runId }) => runId).sort()).toEqual(['r0', 'r1', 'x'])
    expect((await bench.half.counts(tenant)).runs).toBe(5)
    const exemplars = (await bench.half.patterns.get(tenant, 'a'))?.exemplars.map(({ runId }) => runId)
    expect(exemplars).toEqual(['r6', 'r5', 'r4', 'r3', 'r2'])
    await bench.half.expire(noon + 95 * day)
    expect(bench.dropped.map(({ runId }) => runId).sort()).toEqual(['r2', 'r3', 'r4', 'r5', 'r6'])
    expect(await bench.half.counts(tenant)).toMatchObject({ runs: 0, overflowRuns: 0 })
  })

  it('takes nothing of a forgotten trace back', async () => {
    await bench.commit('t1', [contribution('r1', [pattern('a')])])
    await bench.apply(bench.forget('t1'))
    await bench.commit('t1', [])
    expect(await runs('a')).toBe(1)
  })

  it('keeps nothing of what was taken back or gave way, whatever came before', async () => {
    const anyRun = fc.record({
      signatures: fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g'), { maxLength: 4 }),
      source: fc.constantFrom('ann', 'bob', null),
      agent: fc.constantFrom('helper', 'writer'),
      daysAgo: fc.constantFrom(0, 1, 10),
    })
    const anyCommit = fc.tuple(fc.constantFrom('t0', 't1', 't2'), fc.array(anyRun, { maxLength: 3 }))
    await fc.assert(
      fc.asyncProperty(fc.array(anyCommit, { maxLength: 10 }), async (commits) => {
        const one = await open({ patternsPerTenant: 4 })
        try {
          for (const [traceId, found] of commits) {
            const ledger = found.map((run, index) => ledgerRun(`${traceId}-${index}`, run))
            await one.commit(traceId, ledger)
            await expectWhole(one)
          }
          for (const traceId of ['t0', 't1', 't2']) await one.commit(traceId, [])
          for (const { lesson } of await one.half.patterns.dirty(100)) await settle(one, lesson)
          expect(await one.half.counts(tenant)).toMatchObject({ runs: 0, overflowRuns: 0 })
          expect((await one.keys()).filter((key) => !isLedgerOfTime(key))).toEqual([])
        } finally {
          one.close()
        }
      }),
      { numRuns: 50 },
    )
  })

  it('feeds only so many baselines an hour, and counts the runs that found no place', async () => {
    bench.close()
    bench = await open({ baselinesPerHour: 2 })
    const healthy = (agent: string, service: string) =>
      contribution(`r-${agent}`, [], { agent, service, measures: measured({ steps: 3 }) })
    await bench.commit('t1', [healthy('a', 'shop'), healthy('b', 'shop'), healthy('c', 'shop')])
    expect((await bench.half.counts(tenant)).unfedRuns).toBe(1)
    const baseline = (agent: string) => bench.half.runs.baseline(tenant, { scope: 'agent', agent }, noon + hour)
    expect(await baseline('b')).toMatchObject({ runs: 1 })
    expect(await baseline('c')).toBeNull()
    expect(await bench.half.runs.baseline(tenant, { scope: 'service', service: 'shop' }, noon + hour)).toMatchObject({
      runs: 3,
    })
  })
})

describe.runIf(missing !== null)('a tenant’s slot', () => {
  if (missing !== null) it.skip(`is not tested: ${missing}`, () => {})
})

describe('a short id', () => {
  const hexId = fc.uint8Array({ minLength: 16, maxLength: 16 }).map((bytes) => Buffer.from(bytes).toString('hex'))

  it('is 22 characters of a hex id, sorts as it does, and reads back', () => {
    fc.assert(
      fc.property(hexId, hexId, (one, other) => {
        expect(shortId(one)).toHaveLength(22)
        expect(longId(shortId(one))).toBe(one)
        expect(shortId(one) < shortId(other)).toBe(one < other)
      }),
    )
  })

  it('reads back what is no hex id, and never has a space', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(longId(shortId(text))).toBe(text)
        expect(shortId(text)).not.toContain(' ')
      }),
    )
  })
})

interface AnyRun {
  readonly signatures: readonly string[]
  readonly source: string | null
  readonly agent: string
  readonly daysAgo: number
}

function ledgerRun(runId: string, { signatures, source, agent, daysAgo }: AnyRun): RunContribution {
  const countedAtMs = noon - daysAgo * day
  return contribution(
    runId,
    signatures.map((signature) => pattern(signature)),
    { source, agent, countedAtMs },
  )
}

/** Indexes that belong together agree, and no pattern's keys outlive it. */
async function expectWhole(bench: TenantBench): Promise<void> {
  const { items } = await bench.half.patterns.list({ tenant, sort: 'runs', limit: 100 })
  const { items: lessons } = await bench.half.patterns.lessons({ tenant, limit: 100 })
  const sum = (all: readonly { readonly runs: number }[]) => all.reduce((total, { runs }) => total + runs, 0)
  expect(sum(lessons)).toBe(sum(items))
  const keys = await bench.keys()
  const numbers = new Set(keys.filter((key) => key.startsWith('p:')).map((key) => key.split(':')[1]))
  expect(numbers.size).toBeLessThanOrEqual(4)
  for (const shown of items) {
    const listed = await bench.half.runs.list({ tenant, signature: shown.signature, limit: 100 })
    expect(listed.items).toHaveLength(shown.runs)
  }
}

async function settle(bench: TenantBench, lesson: string): Promise<void> {
  const evidence = await bench.half.patterns.evidence(tenant, lesson, day, noon)
  if (evidence === null) return
  const scorecard = { answer: 'watch', reason: 'one_off', criteria: [], decidedAtMs: noon, windowDays: 1 } as const
  const { version } = evidence
  await bench.half.candidates.apply({ tenant, lesson, version, scorecard, candidate: null, nowMs: noon })
}

/** What is numbered goes on, and is no memory of what was counted. */
function isLedgerOfTime(key: string): boolean {
  return key === 'marks' || key === 'meta'
}
