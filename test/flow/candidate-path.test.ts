import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startApi } from '../../src/api/start-api.ts'
import { defaultPolicy } from '../../src/decide/default-policy.ts'
import { stdoutSink } from '../../src/deliver/stdout-sink.ts'
import { decideLessons } from '../../src/flow/decide.ts'
import { deliverTo } from '../../src/flow/deliver.ts'
import type { RunContribution } from '../../src/pattern/contribution.ts'
import type { Store } from '../../src/store/contract.ts'
import { openEmbeddedStore } from '../../src/store/embedded/open.ts'
import { nowMs } from '../decide/evidence.ts'
import { chunk, contribution, pattern, runRecord, span } from '../store/builders.ts'

const tenant = 'default'
const storm = pattern('a'.repeat(32), {
  ...{ lesson: 'b'.repeat(32), signal: 'retry_storm', bucket: 'repeated_weak_trajectory', locus: 'charge_card' },
  severity: 0.7,
})

let folder: string
let store: Store
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'promontory-'))
  store = await openEmbeddedStore({ path: join(folder, 'store.db'), settleMs: 0, idleMs: 0 })
})
afterEach(async () => {
  await store.close()
  await rm(folder, { recursive: true })
})

describe('a candidate over the embedded store', () => {
  it('is opened by the third user, told once, and shown', async () => {
    for (const user of [1, 2]) await countRun(user, { source: `user-${user}`, patterns: [storm] })
    expect(await decideAll()).toEqual(['recorded'])
    expect(await shown(`/api/v1/patterns/${storm.signature}`)).toMatchObject({
      scorecard: { answer: 'watch', reason: 'one_off' },
    })

    await countRun(3, { source: 'user-3', patterns: [storm] })
    expect(await decideAll()).toEqual(['opened'])
    expect(await decideAll()).toEqual([])

    const told = [...(await tellAll()), ...(await tellAll())]
    expect(told).toMatchObject([{ type: 'promontory.candidate.opened', data: { scorecard: { answer: 'promote' } } }])
    const { items } = await shown('/api/v1/candidates?state=open')
    expect(items).toMatchObject([{ title: 'charge_card: retry storm in helper', runs: 3, agentRuns: 3, sources: 3 }])
    expect(items[0].id).toBe(told[0].data.candidate.id)
  })

  it('is not opened by one user alone', async () => {
    for (const run of [1, 2, 3, 4, 5, 6]) await countRun(run, { source: 'user-1', patterns: [storm] })

    expect(await decideAll()).toEqual(['recorded'])
    expect(await tellAll()).toEqual([])
  })

  it('closes when its counts are taken back before anyone decided', async () => {
    for (const user of [1, 2, 3]) await countRun(user, { source: `user-${user}`, patterns: [storm] })
    await decideAll()
    for (const user of [1, 2]) await countRun(user, { source: `user-${user}` })

    expect(await decideAll()).toEqual(['closed'])

    const types = (await tellAll()).map(({ type }) => type)
    expect(types).toEqual(['promontory.candidate.opened', 'promontory.candidate.closed'])
  })

  it('goes through lists page by page with cursors of the real store', async () => {
    for (const run of [1, 2, 3]) await countRun(run, { source: `user-${run}`, patterns: [storm] })

    const first = await shown('/api/v1/runs?limit=2')
    const second = await shown(`/api/v1/runs?limit=2&cursor=${first.nextCursor}`)

    const ids = [...first.items, ...second.items].map(({ runId }) => runId)
    expect(new Set(ids)).toEqual(new Set(['run-1', 'run-2', 'run-3']))
    expect(second.nextCursor).toBeNull()
  })
})

/** One run in a trace of its own; counted again, it replaces what it contributed. */
async function countRun(number: number, more: Partial<RunContribution>): Promise<void> {
  const traceId = String(number).repeat(32)
  await store.traces.append({
    chunks: [chunk(traceId, [span(`span-${number}-${more.patterns?.length ?? 0}`)], { tenant })],
    receivedMs: nowMs,
  })
  for (const claim of await store.traces.claim({ nowMs: nowMs + 1_000, leaseMs: 30_000, limit: 10 })) {
    await store.traces.commit({
      ...{ tenant, traceId: claim.traceId, epoch: claim.epoch, upTo: claim.upTo, nowMs },
      ledger: [contribution(`run-${number}`, [], { countedAtMs: nowMs, ...more })],
      runs: [runRecord(`run-${number}`, traceId, { tenant }, nowMs)],
      ...{ noRun: null, pendingCalls: [], awaitedCalls: [] },
    })
  }
}

async function decideAll(): Promise<readonly string[]> {
  const { patterns, candidates, runs } = store
  const decided = await decideLessons({ patterns, candidates, runs, policy: defaultPolicy, nowMs: () => nowMs + 2_000 })
  return decided.map(({ outcome }) => outcome)
}

async function tellAll() {
  const output = new PassThrough()
  const stopping = new AbortController().signal
  await deliverTo(stdoutSink(output), {
    ...{ outbox: store.outbox, lease: { held: true }, batchMax: 10, stopping },
    report: () => {},
  })
  const lines = String(output.read() ?? '').split('\n')
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line))
}

async function shown(path: string) {
  const api = await startApi({ endpoint: '127.0.0.1:0', store, nowMs: () => nowMs })
  const response = await fetch(`http://${api.address}${path}`)
  const body = JSON.parse(await response.text())
  await api.stop()
  return body
}
