import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Store } from '../../src/store/contract.ts'
import { openEmbeddedStore } from '../../src/store/embedded/open.ts'
import type { EmbeddedLimits } from '../../src/store/embedded/options.ts'
import {
  chunk,
  claimTrace,
  commitOf,
  contribution,
  day,
  decisionOn,
  judge,
  noon,
  pattern,
  runRecord,
  span,
  tenant,
} from './builders.ts'
import { storeContract } from './contract-suite.ts'

storeContract('embedded', ({ settleMs, idleMs, patternsPerTenant }) =>
  openEmbeddedStore({ path: ':memory:', settleMs, idleMs, limits: { patternsPerTenant } }),
)

describe('the embedded store on a file', () => {
  let folder: string
  let path: string
  const opened: Store[] = []
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'promontory-store-'))
    path = join(folder, 'new', 'store.db')
  })
  afterEach(async () => {
    for (const store of opened.splice(0)) await store.close()
    rmSync(folder, { recursive: true, force: true })
  })

  const open = async (limits: Partial<EmbeddedLimits> = {}) => {
    const store = await openEmbeddedStore({ path, settleMs: 15_000, idleMs: 900_000, limits })
    opened.push(store)
    return store
  }
  const append = (store: Store, traceId: string, spanId: string) =>
    store.traces.append({ chunks: [chunk(traceId, [span(spanId)])], receivedMs: noon })

  it('has everything after a restart', async () => {
    const before = await open()
    await judge(before, 't1', {
      ledger: [contribution('r1', [pattern('a')], { source: 'ann' })],
      runs: [runRecord('r1', 't1')],
    })
    await before.candidates.apply(await decisionOn(before, 'lesson-a', true))
    await append(before, 't2', 'x')
    await before.outbox.confirm('one', 1)
    const seen = await everything(before)
    await before.close()
    const after = await open()
    expect(await everything(after)).toEqual(seen)
    expect(after.fingerprintKey).toBe(before.fingerprintKey)
    expect((await claimTrace(after, 't2', noon + day)).facts).toEqual([span('x')])
  })

  async function everything(store: Store): Promise<unknown> {
    return {
      counts: await store.traces.counts(),
      due: await store.traces.nextDueMs(),
      runs: await store.runs.list({ tenant, limit: 10 }),
      patterns: await store.patterns.list({ tenant, sort: 'runs', limit: 10 }),
      evidence: await store.patterns.evidence(tenant, 'lesson-a', day, noon),
      candidates: await store.candidates.list({ tenant, limit: 10 }),
      unconfirmed: await store.outbox.pending('one', 10),
      events: await store.outbox.pending('two', 10),
    }
  }

  it('makes a file that only its owner can read', async () => {
    await open()
    for (const file of [path, `${path}-wal`, `${path}.lock`]) expect(statSync(file).mode & 0o077).toBe(0)
  })

  it('refuses a second opening of the same file, and allows it after closing', async () => {
    const first = await open()
    await expect(open()).rejects.toMatchObject({ name: 'StoreRefused', reason: 'locked' })
    expect(await first.health()).toEqual({ ok: true })
    await first.close()
    await open()
  })

  it('refuses a file that another process has, until that process is killed', async () => {
    const child = startAppending(path)
    await child.lines(1)
    await expect(open()).rejects.toMatchObject({ name: 'StoreRefused', reason: 'locked' })
    await child.kill()
    await open()
  })

  it.each([1, 20, 200])('has every acknowledged append after a kill -9 (after %i answers)', async (answers) => {
    const child = startAppending(path)
    await child.lines(answers)
    const acknowledged = await child.kill()
    expect(acknowledged.length).toBeGreaterThanOrEqual(answers)
    const store = await open()
    for (const traceId of acknowledged) expect((await store.traces.get(tenant, traceId))?.spans).toBe(1)
  })

  it('refuses a store of a later format and leaves its bytes alone', async () => {
    await (await open()).close()
    withFile((file) => file.exec(`UPDATE meta SET value = '2' WHERE name = 'format'`))
    const before = readFileSync(path)
    await expect(open()).rejects.toMatchObject({ name: 'StoreRefused', reason: 'newer_format' })
    expect(readFileSync(path).equals(before)).toBe(true)
    if (existsSync(`${path}-wal`)) expect(statSync(`${path}-wal`).size).toBe(0)
  })

  it('refuses a database of another program', async () => {
    path = join(folder, 'other.db')
    withFile((file) => file.exec('CREATE TABLE theirs (x)'))
    await expect(open()).rejects.toMatchObject({ name: 'StoreRefused', reason: 'foreign' })
  })

  it('refuses a file that is no database, and one that is damaged', async () => {
    path = join(folder, 'noise.db')
    writeFileSync(path, 'x'.repeat(9000))
    await expect(open()).rejects.toMatchObject({ name: 'StoreRefused', reason: 'damaged' })
    path = join(folder, 'broken.db')
    await (await open()).close()
    const bytes = readFileSync(path)
    writeFileSync(path, bytes.fill(0xa5, 8192, bytes.length - 8192))
    await expect(open()).rejects.toMatchObject({ name: 'StoreRefused', reason: 'damaged' })
  })

  it('refuses a path that cannot be', async () => {
    writeFileSync(join(folder, 'file'), '')
    path = join(folder, 'file', 'store.db')
    await expect(open()).rejects.toMatchObject({ name: 'StoreRefused', reason: 'unreachable' })
  })

  it('refuses what a full disk cannot hold, keeps the rest, and is well again when there is room', async () => {
    const small = await open({ fileBytes: 400_000 })
    const big = (traceId: string) => chunk(traceId, [span(traceId, { name: 'n'.repeat(50_000) })])
    const send = (traceId: string) => small.traces.append({ chunks: [big(traceId)], receivedMs: noon })
    const results = await Promise.allSettled(Array.from({ length: 20 }, (_, i) => send(`t${i}`)))
    const kept = results.flatMap((result, i) => (result.status === 'fulfilled' ? [`t${i}`] : []))
    const refused = results.filter((result) => result.status === 'rejected')
    expect(kept.length).toBeGreaterThan(0)
    expect(refused.length).toBeGreaterThan(0)
    for (const { reason } of refused) {
      expect(reason).toMatchObject({ name: 'StoreUnavailable', message: 'the disk is full' })
    }
    expect(await small.health()).toEqual({ ok: false, reason: 'the disk is full' })
    expect((await small.traces.counts()).facts).toBe(kept.length)
    await small.close()

    const roomy = await open()
    expect((await roomy.traces.counts()).facts).toBe(kept.length)
    await roomy.traces.append({ chunks: [big('more')], receivedMs: noon })
    expect(await roomy.health()).toEqual({ ok: true })
  })

  it('undoes only the request that fails among those that share a commit', async () => {
    const store = await open()
    const broken = Object.assign(chunk('t4', [span('z')]), { tenant: null })
    const bad = store.traces.append({ chunks: [chunk('t1', [span('a')]), broken], receivedMs: noon })
    const good = [append(store, 't2', 'b'), append(store, 't3', 'c')]
    await expect(bad).rejects.toThrow()
    await Promise.all(good)
    expect((await store.traces.counts()).facts).toBe(2)
    expect(await store.traces.get(tenant, 't1')).toBeNull()
  })

  it('leaves continuations out of a claim that would be too big, and counts them as cut', async () => {
    const store = await open({ claimBytes: 100_000 })
    const big = (traceId: string) => chunk(traceId, [span(traceId, { name: 'n'.repeat(60_000) })])
    await judge(store, 'first', { pendingCalls: ['call'] })
    for (const traceId of ['second', 'third']) {
      await store.traces.append({ chunks: [big(traceId)], receivedMs: noon - day })
      await store.traces.commit(commitOf(await claimTrace(store, traceId), { awaitedCalls: ['call'] }))
    }
    const head = await claimTrace(store, 'first')
    expect(head.continuations.map((next) => next.facts.length)).toEqual([1, 0])
    expect(head.cutFacts).toBe(1)
  })

  it('quarantines a trace that took its worker down five times, without its neighbours', async () => {
    const store = await open()
    await append(store, 'poison', 'a')
    await append(store, 'sound', 'b')
    let nowMs = noon + day
    for (let round = 0; round < 12; round += 1) {
      nowMs += 60_000
      const claims = await store.traces.claim({ nowMs, leaseMs: 30_000, limit: 10 })
      if (claims.some((claim) => claim.traceId === 'poison')) continue
      for (const claim of claims) await store.traces.commit(commitOf(claim, { nowMs }))
    }
    expect(await store.traces.get(tenant, 'poison')).toMatchObject({ state: 'quarantined' })
    expect(await store.traces.get(tenant, 'sound')).toMatchObject({ state: 'settled' })
  })

  function withFile(use: (file: DatabaseSync) => void): void {
    const file = new DatabaseSync(path)
    use(file)
    file.close()
  }
})

/** A process that appends in a loop and prints each trace id once it is acknowledged. */
function startAppending(path: string) {
  const script = fileURLToPath(new URL('./append-until-killed.ts', import.meta.url))
  const child = spawn(process.execPath, [script, path], { stdio: ['ignore', 'pipe', 'inherit'] })
  let printed = ''
  child.stdout.on('data', (data: Buffer) => {
    printed += data.toString()
  })
  const acknowledged = () => printed.split('\n').slice(0, -1)
  return {
    async lines(count: number): Promise<void> {
      while (acknowledged().length < count) await once(child.stdout, 'data')
    },
    async kill(): Promise<readonly string[]> {
      const gone = once(child, 'close')
      child.kill('SIGKILL')
      await gone
      return acknowledged()
    },
  }
}
