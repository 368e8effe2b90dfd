import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { storePoints } from '../../src/store/at-points.ts'
import type { Store } from '../../src/store/contract.ts'
import { openEmbeddedStore } from '../../src/store/embedded/open.ts'
import { openRedisStore } from '../../src/store/redis/open.ts'
import { type EmptyRedis, emptyRedis, emptyRedisMissing } from '../redis/empty-redis.ts'
import { hour, noon, tenant } from '../store/builders.ts'
import { judgeSome, sink, traceIds } from './judge-some.ts'

/** Points that the traffic comes by; joins are in test/store/redis/crash-points.test.ts. */
const innerPoints = ['append:between', 'claim:after', 'commit:registered', 'commit:recorded', 'commit:applied'] as const
const times = { settleMs: 15_000, idleMs: 900_000 }

let folder: string
let file: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'promontory-sigkill-'))
  file = join(folder, 'told')
  writeFileSync(file, '')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

describe('a process with an embedded store that is killed', () => {
  it.each(storePoints.flatMap((point) => [1, 2].map((ordinal) => ({ point, ordinal }))))(
    'at $point (time $ordinal) loses nothing, counts nothing twice and tells everything',
    async ({ point, ordinal }) => {
      const path = join(folder, 'store.db')
      await dieAt({ path, file, point, ordinal })
      await expectAllRight(await openEmbeddedStore({ path, ...times }))
    },
  )
})

describe.skipIf(emptyRedisMissing('processes that are killed over Redis') !== null)('a replica that is killed', () => {
  let redis: EmptyRedis
  beforeAll(async () => {
    redis = await emptyRedis()
  })
  afterAll(() => redis.stop())

  it.each([...storePoints, ...innerPoints].map((point, index) => ({ point, namespace: `killed-${index}:` })))(
    'at $point loses nothing, counts nothing twice and tells everything',
    async ({ point, namespace }) => {
      const { url } = redis
      await dieAt({ url, namespace, file, point, ordinal: 2 })
      await expectAllRight(await openRedisStore({ url, namespace, durability: { kind: 'process' }, ...times }))
    },
  )
})

/** In a process of its own, which does not outlive its point. */
async function dieAt(task: Readonly<Record<string, string | number>>): Promise<void> {
  const script = fileURLToPath(new URL('./judge-until-killed.ts', import.meta.url))
  const child = spawn(process.execPath, [script, JSON.stringify(task)], { stdio: ['ignore', 'ignore', 'inherit'] })
  const [, signal] = await once(child, 'close')
  expect(signal).toBe('SIGKILL')
}

/** Whoever was not answered sends again, when the leases of the one that died have run out. */
async function expectAllRight(store: Store): Promise<void> {
  try {
    await judgeSome(store, file, noon + hour)
    const runs = traceIds.length
    const counts = { open: 0, settled: runs, quarantined: 0, facts: 2 * runs, runs, lostRows: 0 }
    expect(await store.traces.counts(tenant)).toMatchObject(counts)
    expect(await store.patterns.get(tenant, 'a')).toMatchObject({ runs, agentRuns: runs })
    const { items } = await store.candidates.list({ tenant, limit: 10 })
    expect(items).toMatchObject([{ lesson: 'lesson-a', state: 'open' }])
    const events = await store.outbox.since(tenant, 0, 100)
    expect(events.filter(({ type }) => type === 'promontory.candidate.opened')).toHaveLength(1)
    const told = new Set(readFileSync(file, 'utf8').split('\n').filter(Boolean))
    expect([...told].sort()).toEqual(events.map(({ id, type }) => `${id} ${type}`).sort())
    expect(await store.outbox.pending(sink, 10)).toEqual([])
  } finally {
    await store.close()
  }
}
