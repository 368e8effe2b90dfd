import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Candidate } from '../../src/candidate/candidate.ts'
import { addValue, emptySketch } from '../../src/run/sketch.ts'
import type { Store } from '../../src/store/contract.ts'
import { openEmbeddedStore } from '../../src/store/embedded/open.ts'
import { contribution, day, hour, judge, noon, pattern, proposal, review, runRecord, tenant } from './builders.ts'

const opened: Store[] = []
let folder: string
let path: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'promontory-format-'))
  path = join(folder, 'store.db')
})
afterEach(async () => {
  for (const store of opened.splice(0)) await store.close()
  rmSync(folder, { recursive: true, force: true })
})

async function open(): Promise<Store> {
  const store = await openEmbeddedStore({ path, settleMs: 15_000, idleMs: 900_000 })
  opened.push(store)
  return store
}

describe('a store of format 2', () => {
  it('is read by this version: runs, patterns, candidates, events, marks and baselines', async () => {
    writeFormat2()
    const store = await open()
    expect(store.fingerprintKey).toBe('5e'.repeat(32))
    expect(await store.traces.counts(tenant)).toMatchObject({ open: 0, settled: 1, facts: 0, runs: 1, overflowRuns: 2 })
    expect(await store.traces.counts(null)).toMatchObject({ cutFacts: 7, lateFacts: 3 })
    expect((await store.runs.get(tenant, 'r1'))?.findings).toMatchObject([
      { severity: 0.4, severityParts: [{ reason: 'base', value: 0.4 }], excess: { usd: 1, approvals: 0 } },
    ])
    expect(await store.patterns.get(tenant, 'a')).toMatchObject({ scope: 'agent', runs: 1, agentRuns: 1 })
    const evidence = await store.patterns.evidence(tenant, 'lesson-a', day, noon)
    expect(evidence).toMatchObject({ version: 5, excess: { usd: 1, calls: 2, approvals: 0 } })
    expect(await store.candidates.get(tenant, 'candidate')).toMatchObject({ scope: 'agent', excess: { approvals: 0 } })
    const of = { scope: 'agent', agent: 'helper' } as const
    expect(await store.runs.baseline(tenant, of, noon + hour)).toMatchObject({
      runs: 1,
      steps: { count: 1 },
      calls: null,
    })
  })

  it('goes on where its events were: sequences, what sinks have, and what they could not be told', async () => {
    writeFormat2()
    const store = await open()
    expect(await store.outbox.newest(tenant)).toBe(9)
    expect((await store.outbox.since(tenant, 0, 10)).map(({ sequence, id }) => [sequence, id])).toEqual([
      [7, 'event-7'],
      [9, 'event-9'],
    ])
    expect((await store.outbox.pending('behind', 10)).map(({ sequence }) => sequence)).toEqual([9])
    expect(await store.outbox.pending('done', 10)).toEqual([])
    const [letter] = await store.outbox.deadLetters(tenant, 'done', 10)
    expect(letter).toMatchObject({ reason: 'status 500', event: { sequence: 7, candidate: { scope: 'agent' } } })
    await store.candidates.review(review('candidate', 'accept'))
    expect(await store.outbox.newest(tenant)).toBe(10)
  })

  it('takes back what it had counted', async () => {
    writeFormat2()
    const store = await open()
    await judge(store, 't1', { ledger: [] })
    expect(await store.patterns.get(tenant, 'a')).toBeNull()
    expect(await store.runs.agents(tenant, day, noon)).toEqual([])
    expect(await store.patterns.dirty(10)).toEqual([{ tenant, lesson: 'lesson-a' }])
  })

  it('has the tables of a new one then, and is opened again as it is', async () => {
    writeFormat2()
    await (await open()).close()
    await (await open()).close()
    const brought = tablesOf(path)
    path = join(folder, 'new.db')
    await (await open()).close()
    expect(brought).toEqual(tablesOf(path))
  })
})

/** Every table with its columns, every index and trigger. */
function tablesOf(file: string): unknown {
  const database = new DatabaseSync(file, { readOnly: true })
  const names = database
    .prepare(`SELECT type, name FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%' ORDER BY type, name`)
    .all()
  const columns = names
    .filter(({ type }) => type === 'table')
    .map(({ name }) => [
      name,
      database.prepare('SELECT name, type, pk FROM pragma_table_info(?) ORDER BY name').all(String(name)),
    ])
  const format = database.prepare(`SELECT value FROM meta WHERE name = 'format'`).get()
  database.close()
  return { names, columns, format }
}

/** One run with one finding, a candidate, two events, a sink that has all and one that is behind. */
function writeFormat2(): void {
  const file = new DatabaseSync(path)
  file.exec(readFileSync(new URL('./format-2.sql', import.meta.url), 'utf8'))
  const insert = (table: string, row: Record<string, string | number>) =>
    file
      .prepare(`INSERT INTO ${table} (${Object.keys(row)}) VALUES (${Object.keys(row).map(() => '?')})`)
      .run(...Object.values(row))
  insert('meta', { name: 'format', value: '2' })
  insert('meta', { name: 'fingerprint_key', value: '5e'.repeat(32) })
  const times = { opened_ms: noon, first_received_ms: noon, last_received_ms: noon, committed_ms: noon }
  insert('traces', { id: 1, tenant, trace_id: 't1', state: 'settled', wanted_ms: noon, epoch: 1, ...times })
  insert('ledgers', { trace: 1, format: 1, body: JSON.stringify([ledger2()]) })
  const run = { tenant, run_id: 'r1', trace: 1, agent: 'helper', outcome: 'completed', counted_ms: noon }
  insert('runs', { ...run, format: 1, body: JSON.stringify(run2()) })
  insert('tenants', { tenant, patterns: 1, overflow_runs: 2 })
  const { signature, lesson, signal, bucket, locus, template, recovery, explanation } = pattern('a')
  const seen = { first_seen_ms: noon, last_seen_ms: noon, runs: 1, usd: 1e9 }
  const parts = { signal, bucket, locus, template, recovery, explanation }
  insert('patterns', { id: 1, tenant, signature, lesson, agent: 'helper', ...parts, ...seen })
  insert('sightings', { pattern: 1, trace: 1, run_id: 'r1', trace_id: 't1', counted_ms: noon, explanation })
  for (const width_ms of [60_000, hour, day]) {
    const start_ms = Math.floor(noon / width_ms) * width_ms
    const amounts = { usd: 1e9, tokens: 0, seconds: 0, calls: 2, severity: 500_000, completeness: 1_000_000 }
    insert('pattern_counts', { pattern: 1, width_ms, start_ms, runs: 1, failed: 0, ...amounts })
    insert('agent_counts', { tenant, agent: 'helper', width_ms, start_ms, runs: 1, failed: 0 })
  }
  const steps = addValue(emptySketch, 5)
  const hourBody = { runs: 1, costUsd: emptySketch, tokens: emptySketch, durationMs: emptySketch, steps }
  insert('baselines', { tenant, agent: 'helper', start_ms: noon, format: 1, body: JSON.stringify(hourBody) })
  insert('lessons', { tenant, lesson, version: 5, sequence: 1 })
  const candidate = candidate2()
  const row = { id: 'candidate', tenant, lesson, sequence: 1, state: 'open', agent: 'helper', opened_ms: noon }
  const runs = { opened_runs: 1, told_runs: 1, events: 2 }
  insert('candidates', { ...row, ...runs, format: 1, body: JSON.stringify(candidate) })
  for (const sequence of [7, 9]) {
    const id = `event-${sequence}`
    const event = { id, type: 'promontory.candidate.opened', timeMs: noon, tenant, candidate }
    insert('outbox', { sequence, id, tenant, time_ms: noon, format: 1, body: JSON.stringify(event) })
  }
  insert('sinks', { sink: 'behind', confirmed: 7 })
  insert('sinks', { sink: 'done', confirmed: 9 })
  insert('dead_letters', { sink: 'done', sequence: 7, state: 'dead', attempts: 8, reason: 'status 500', died_ms: noon })
  const tallies = { cut_facts: 7, late_facts: 3, changes: 5 }
  for (const [name, value] of Object.entries(tallies))
    file.prepare('UPDATE tallies SET value = ? WHERE name = ?').run(value, name)
  file.close()
}

/** What format 2 knew of these nouns: the rest left out. */
const excess2 = { usd: 1, tokens: 0, seconds: 0, calls: 2 }

function ledger2() {
  const { agentVersion: _version, service: _service, patterns: _patterns, ...run } = contribution('r1')
  const { scope: _scope, ...known } = pattern('a')
  return { ...run, patterns: [{ ...known, excess: excess2 }] }
}

function run2() {
  const { scope: _scope, risks: _risks, trajectory: _trajectory, completeness: _completeness, ...known } = pattern('a')
  return { ...runRecord('r1', 't1'), findings: [{ ...known, severity: 0.4, evidence: [], excess: excess2 }] }
}

function candidate2(): Omit<Candidate, 'scope' | 'excess'> {
  const { scope: _scope, ...body } = proposal('lesson-a', 1)
  const state = { id: 'candidate', sequence: 1, state: 'open', closedReason: null, reviews: [] } as const
  const more = { snoozedUntilMs: null, mergedInto: null, openedAtMs: noon, updatedAtMs: noon }
  return { ...body, ...state, ...more, ...{ excess: excess2 } }
}
