import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Store } from '../../../src/store/contract.ts'
import { importEmbeddedState } from '../../../src/store/embedded/state/import-state.ts'
import type { StateRecord } from '../../../src/store/state.ts'
import { type EmptyRedis, emptyRedis, emptyRedisMissing } from '../../redis/empty-redis.ts'
import { chunk, contribution, judge, pattern, span, tenant } from '../builders.ts'
import { embeddedHome, type Home, listed, redisHome } from './engines.ts'

const missing = emptyRedisMissing('state of a Redis store that is in use')

let folder: string
let redis: EmptyRedis | null = null
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'promontory-refused-'))
  if (missing === null) redis = await emptyRedis()
})
afterAll(async () => {
  await redis?.stop()
  rmSync(folder, { recursive: true, force: true })
})

function inRedis(): Home {
  if (redis === null) throw new Error('no Redis')
  return redisHome(redis.url)
}

async function used(home: Home, use: (store: Store) => Promise<unknown>): Promise<void> {
  const store = await home.open()
  try {
    await use(store)
  } finally {
    await store.close()
  }
}

const fill = (store: Store) => judge(store, 'trace', { ledger: [contribution('run', [pattern('a')])] })

async function* cutAfter(records: AsyncIterable<StateRecord>, kind: StateRecord['kind']): AsyncGenerator<StateRecord> {
  for await (const record of records) {
    yield record
    if (record.kind === kind) throw new Error('the file broke')
  }
}

describe.each(['embedded', 'redis'] as const)('importing into %s', (engine) => {
  const homeOf = () => (engine === 'embedded' ? embeddedHome(folder) : inRedis())
  const skip = engine === 'redis' && missing !== null

  it.skipIf(skip)('is refused where there is a store already, which stays as it was', async () => {
    const [source, full] = [embeddedHome(folder), homeOf()]
    await used(source, fill)
    await used(full, (store) => judge(store, 'other', {}))

    await expect(full.imported(source.exported())).rejects.toThrow('a store already')

    await used(full, async (store) => {
      expect(await store.traces.counts(null)).toMatchObject({ settled: 1, runs: 0 })
      expect(await store.traces.get(tenant, 'other')).not.toBeNull()
    })
  })

  it.skipIf(skip)('refuses state that does not name its store, or whose parts do not belong together', async () => {
    const sighting = { kind: 'sink', sink: 'file' } as const
    const nothing = async function* (): AsyncGenerator<StateRecord> {
      yield sighting
    }
    await expect(homeOf().imported(nothing())).rejects.toThrow(/one store|0 stores/)
    const astray = async function* (): AsyncGenerator<StateRecord> {
      yield { kind: 'store', fingerprintKey: '0f'.repeat(32), traces: 0, patterns: 0 }
      yield { kind: 'counts', tenant, signature: 'a', resolution: 'day', startMs: 0, amounts: noAmounts, shared: [] }
    }
    await expect(homeOf().imported(astray())).rejects.toThrow('have to follow their pattern')
  })
})

const noAmounts = {
  ...{ runs: 0, failed: 0, usd: 0, tokens: 0, seconds: 0 },
  ...{ calls: 0, approvals: 0, severity: 0, completeness: 0 },
}

describe('an embedded store', () => {
  it('is not exported while a service has it, nor where there is none', async () => {
    const home = embeddedHome(folder)
    await used(home, async () => {
      await expect(listed(home.exported())).rejects.toThrow('another process has the store')
    })
    await expect(listed(embeddedHome(folder).exported())).rejects.toThrow('is not there')
  })

  it('is empty as before when an import broke off, and takes the next one', async () => {
    const [source, fresh] = [embeddedHome(folder), embeddedHome(folder)]
    await used(source, fill)

    await expect(fresh.imported(cutAfter(source.exported(), 'pattern'))).rejects.toThrow('the file broke')
    await fresh.imported(source.exported())

    await used(fresh, async (store) => expect(await store.patterns.get(tenant, 'a')).toMatchObject({ runs: 1 }))
  })
})

describe('an import into a file that was not there', () => {
  it('leaves none behind when the state is refused, and an empty one that was there as it was', async () => {
    const [source, path] = [embeddedHome(folder), join(folder, 'fresh.db')]
    await used(source, fill)
    const twice = async function* (): AsyncGenerator<StateRecord> {
      yield* source.exported()
      yield* source.exported()
    }
    const imports = () => importEmbeddedState({ path, madeMs: 0 }, twice())

    await expect(imports()).rejects.toThrow()
    expect(readdirSync(folder).filter((name) => name.startsWith('fresh.db') && name !== 'fresh.db.lock')).toEqual([])
    writeFileSync(path, '')
    await expect(imports()).rejects.toThrow()
    expect(existsSync(path)).toBe(true)
  })
})

describe.skipIf(missing !== null)('a store in Redis', () => {
  it('is not exported while a replica tells a sink or judges a trace', async () => {
    const home = inRedis()
    await used(home, async (store) => {
      await store.outbox.lease('file', 'a replica', Date.now(), 30_000)
      await expect(listed(home.exported())).rejects.toThrow('a sink is told')
      await store.outbox.release('file', 'a replica')
      expect(await listed(home.exported())).not.toEqual([])

      await store.traces.append({ chunks: [chunk('trace', [span('s')])], receivedMs: Date.now() - 60_000 })
      await store.traces.claim({ nowMs: Date.now(), leaseMs: 30_000, limit: 10 })
      await expect(listed(home.exported())).rejects.toThrow('a trace is judged')
    })
  })

  it('is not exported where there is none, and none is made', async () => {
    const home = inRedis()
    await expect(listed(home.exported())).rejects.toThrow('there is no store')
    await expect(listed(home.exported())).rejects.toThrow('there is no store')
  })

  it('is opened by nobody when an import broke off, and is to be emptied before the next one', async () => {
    const [source, fresh] = [embeddedHome(folder), inRedis()]
    await used(source, fill)

    await expect(fresh.imported(cutAfter(source.exported(), 'pattern'))).rejects.toThrow('the file broke')

    await expect(fresh.open()).rejects.toMatchObject({ reason: 'foreign' })
    await expect(fresh.imported(source.exported())).rejects.toThrow('did not come to its end: empty it')
  })
})
