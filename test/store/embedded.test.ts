import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
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
  measured,
  noon,
  openCandidate,
  pattern,
  review,
  runRecord,
  span,
  tenant,
} from './builders.ts'
import { storeContract } from './contract-suite.ts'

const measures = measured({ costUsd: 0.1, tokens: 100, durationMs: 1000, steps: 5 })

storeContract('embedded', ({ settleMs, idleMs, patternsPerTenant, lateWindowMs }) =>
  openEmbeddedStore({ path: ':memory:', settleMs, idleMs, limits: { patternsPerTenant, lateWindowMs } }),
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
      ledger: [contribution('r1', [pattern('a')], { source: 'ann', measures })],
      runs: [runRecord('r1', 't1')],
    })
    await before.candidates.apply(await decisionOn(before, 'lesson-a', true))
    await append(before, 't2', 'x')
    await before.outbox.confirm('one', [{ tenant, sequence: 1 }])
    await before.outbox.bury('two', { tenant, sequence: 1 }, 'status 500', 8, noon)
    const { id } = await openCandidate(before, 'b')
    await before.candidates.review(review(id, 'snooze', { untilMs: noon + day }))
    const seen = await everything(before)
    await before.close()
    const after = await open()
    expect(await everything(after)).toEqual(seen)
    expect(after.fingerprintKey).toBe(before.fingerprintKey)
    expect((await claimTrace(after, 't2', noon + day)).facts).toEqual([span('x')])
  })

  async function everything(store: Store): Promise<unknown> {
    return {
      counts: await store.traces.counts(null),
      due: await store.traces.nextDueMs(),
      runs: await store.runs.list({ tenant, limit: 10 }),
      patterns: await store.patterns.list({ tenant, sort: 'runs', limit: 10 }),
      evidence: await store.patterns.evidence(tenant, 'lesson-a', day, noon),
      baseline: await store.runs.baseline(tenant, { scope: 'agent', agent: 'helper' }, noon + day),
      agents: await store.runs.agents(tenant, day, noon),
      dead: await store.outbox.deadLetters(tenant, null, 10),
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
    withFile((file) => file.exec(`UPDATE meta SET value = '99' WHERE name = 'format'`))
    const before = readFileSync(path)
    await expect(open()).rejects.toMatchObject({ name: 'StoreRefused', reason: 'newer_format' })
    expect(readFileSync(path).equals(before)).toBe(true)
    if (existsSync(`${path}-wal`)) expect(statSync(`${path}-wal`).size).toBe(0)
  })

  it('refuses a store of an earlier format, and says so', async () => {
    await (await open()).close()
    withFile((file) => file.exec(`UPDATE meta SET value = '1' WHERE name = 'format'`))
    await expect(open()).rejects.toMatchObject({ name: 'StoreRefused', reason: 'older_format' })
  })

  it('keeps a bounded number of dead letters of a sink, the latest, and lets none come back by that', async () => {
    const store = await open({ deadLettersPerSink: 2 })
    for (const signature of ['a', 'b', 'c', 'd']) await openCandidate(store, signature)
    for (const sequence of [1, 2, 3, 4])
      await store.outbox.bury('one', { tenant, sequence }, 'status 500', 8, noon + sequence)
    const dead = await store.outbox.deadLetters(tenant, 'one', 10)
    expect(dead.map(({ event }) => event.sequence)).toEqual([4, 3])
    expect(await store.outbox.pending('one', 10)).toEqual([])
    expect(await store.traces.counts(tenant)).toMatchObject({ lostDeadLetters: 2 })
  })

  it('bounds the events that a sink which no longer asks holds back, dead letters aside', async () => {
    const store = await open({ eventsPerTenant: 2 })
    await store.outbox.pending('silent', 1)
    for (const signature of ['a', 'b', 'c', 'd']) await openCandidate(store, signature)
    await store.outbox.bury('silent', { tenant, sequence: 1 }, 'status 500', 8, noon)
    await store.traces.expire(noon)
    expect((await store.outbox.since(tenant, 0, 10)).map(({ sequence }) => sequence)).toEqual([1, 3, 4])
    expect(await store.traces.counts(tenant)).toMatchObject({ lostEvents: 1 })
  })

  it('bounds the agents that have a baseline in an hour, and counts the runs that found no place', async () => {
    const store = await open({ baselinesPerHour: 1 })
    const run = (agent: string, countedAtMs = noon) =>
      contribution(`${agent}-${countedAtMs}`, [], { agent, measures, countedAtMs })
    await judge(store, 't1', { ledger: [run('one'), run('two'), run('one', noon + 1), run('two', noon - day)] })
    const runs = async (agent: string) =>
      (await store.runs.baseline(tenant, { scope: 'agent', agent }, noon + day))?.runs
    expect([await runs('one'), await runs('two')]).toEqual([2, 1])
    expect(await store.traces.counts(tenant)).toMatchObject({ unfedRuns: 1 })
  })

  it('leaves no lesson waiting whose pattern gave way within the same commit', async () => {
    const store = await open({ patternsPerTenant: 2 })
    const ledger = ['a', 'b', 'c', 'd'].map((one, i) => contribution(one, [pattern(one)], { countedAtMs: noon + i }))
    await judge(store, 't1', { ledger })
    for (const { lesson } of await store.patterns.dirty(10)) {
      expect(await store.patterns.evidence(tenant, lesson, day, noon)).not.toBeNull()
    }
  })

  it('lets no pattern give way while a person is to look at its lesson', async () => {
    const store = await open({ patternsPerTenant: 2 })
    const { id } = await openCandidate(store, 'a', 1)
    await judge(store, 't2', { ledger: ['b', 'c', 'd'].map((one) => contribution(one, [pattern(one)])) })
    expect(await store.patterns.get(tenant, 'a')).not.toBeNull()
    expect(await store.candidates.get(tenant, id)).toMatchObject({ state: 'open' })
  })

  it('refuses a database of another program', async () => {
    path = join(folder, 'other.db')
    withFile((file) => file.exec('CREATE TABLE theirs (x)'))
    await expect(open()).rejects.toMatchObject({ name: 'StoreRefused', reason: 'foreign' })
    expect(readdirSync(folder)).toEqual(['other.db'])
  })

  it('refuses a file that is no database, and one that is damaged', async () => {
    path = join(folder, 'noise.db')
    writeFileSync(path, 'x'.repeat(9000))
    await expect(open()).rejects.toMatchObject({ name: 'StoreRefused', reason: 'damaged' })
    expect(readdirSync(folder)).toEqual(['noise.db'])
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
    expect((await small.traces.counts(null)).facts).toBe(kept.length)
    await small.close()

    const roomy = await open()
    expect((await roomy.traces.counts(null)).facts).toBe(kept.length)
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
    expect((await store.traces.counts(null)).facts).toBe(2)
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
