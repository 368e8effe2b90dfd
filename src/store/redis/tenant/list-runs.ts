import type { RunOutcome } from '../../../run/run.ts'
import type { Page, RunQuery, RunRecord } from '../../contract.ts'
import { readCursor } from '../../cursor.ts'
import { limitOf } from '../../limits.ts'
import { storedJson } from '../../stored-json.ts'
import { cursorPage, descending, pageOf, type Ranked, type RankedSet, rankedAfter } from './descending.ts'
import { patternRecords } from './pattern-record.ts'
import { listOf, textOrNull } from './replies.ts'
import type { RunRecords } from './run-records.ts'
import { longId, readSighting, shortId } from './short-id.ts'
import type { Slot } from './slot.ts'
import { agentKey } from './tenant-keys.ts'

const pieces = 200
/** Records are read a few at a time, so that very large ones end a page early. */
const recordsPerRead = 16
const firstRecords = 2
/** A run of ten thousand steps has more: reading must stay short, as all tenants wait for it. */
const pageCharsMax = 2 * 1024 * 1024

/** Run records, latest first. A page of very large records ends early and goes on at its cursor. */
export async function listRuns(slot: Slot, records: RunRecords, query: RunQuery): Promise<Page<RunRecord>> {
  const after = rankedAfter(readCursor(query.cursor, 'time'), shortId)
  const limit = limitOf(query.limit)
  const { found, more } = await pageOf(await walk(slot, query, after), limit, (members) =>
    chosenOf(slot, query, members),
  )
  const entries = found.map(([, entry]) => entry)
  const { items, read } = await readRecords(slot, records, entries)
  const last = more || read < entries.length ? entries[read - 1] : undefined
  return cursorPage(items, last === undefined ? null : ['time', last.countedMs, last.runId])
}

/** getRun: null also for one whose record went meanwhile. */
export async function getRun(slot: Slot, records: RunRecords, runId: string): Promise<RunRecord | null> {
  const [entry] = await entriesOf(slot, [shortId(runId)])
  if (entry === undefined || entry === null) return null
  return (await records.read(slot.tenant, [entry]))[0] ?? null
}

/** The index that has the fewest runs beside those that are asked for. */
async function walk(slot: Slot, query: RunQuery, after: Ranked | null): Promise<AsyncIterable<readonly Ranked[]>> {
  const { signature, agent, outcome, sinceMs } = query
  const since = sinceMs === undefined ? {} : { sinceScore: sinceMs }
  if (signature !== undefined) return runsOfPattern(slot, signature, after, sinceMs ?? 0)
  const set: RankedSet =
    agent !== undefined ? ['ra', agentKey('agent', agent)] : outcome !== undefined ? ['ro', outcome] : 'runsByTime'
  return descending(slot, { set, after, pieces, ...since })
}

interface Sighted extends Ranked {
  readonly sighting: string
}

/** Sightings that can still be taken back, and among them in their places the few that no longer can. */
async function* runsOfPattern(
  slot: Slot,
  signature: string,
  after: Ranked | null,
  sinceScore: number,
): AsyncGenerator<readonly Sighted[]> {
  const [pattern] = await patternRecords(slot, [signature])
  if (pattern === undefined) return
  const walkOf = (set: string) => descending(slot, { set: ['p', pattern.id, set], after: null, pieces, sinceScore })
  const isFresh = (run: Ranked) => after === null || isBelow(run, after)
  let frozen: readonly Sighted[] = []
  for await (const few of walkOf('fz')) frozen = [...frozen, ...few.map(sightedOf)]
  for await (const piece of walkOf('sg')) {
    const live = piece.map(sightedOf)
    const last = live.at(-1)
    const due = frozen.filter((run) => last !== undefined && !isBelow(run, last))
    frozen = frozen.filter((run) => !due.includes(run))
    yield [...live, ...due].sort(highestFirst).filter(isFresh)
  }
  yield frozen.filter(isFresh)
}

function sightedOf({ member, score }: Ranked): Sighted {
  return { member: member.split(' ')[0] ?? '', score, sighting: member }
}

function highestFirst(a: Ranked, b: Ranked): number {
  return isBelow(a, b) ? 1 : -1
}

function isBelow(one: Ranked, other: Ranked): boolean {
  return one.score < other.score || (one.score === other.score && one.member < other.member)
}

interface RunIndexEntry {
  readonly runId: string
  readonly traceId: string
  readonly agent: string
  readonly outcome: RunOutcome
  readonly countedMs: number
}

async function entriesOf(slot: Slot, runs: readonly string[]): Promise<readonly (RunIndexEntry | null)[]> {
  if (runs.length === 0) return []
  const found = listOf(await slot.read('hmget', 'runs', ...runs))
  return runs.map((run, index) => {
    const text = textOrNull(found[index])
    if (text === null) return null
    const [traceId, agent, outcome, countedMs] = storedJson(text)
    return { runId: longId(run), traceId, agent, outcome, countedMs }
  })
}

async function chosenOf(
  slot: Slot,
  query: RunQuery,
  members: readonly (Ranked & Partial<Sighted>)[],
): Promise<readonly (RunIndexEntry | null)[]> {
  const entries = await entriesOf(
    slot,
    members.map(({ member }) => member),
  )
  return entries.map((entry, index) => {
    const sighting = members[index]?.sighting
    return entry !== null && isChosen(entry, query) && isSighted(entry, sighting) ? entry : null
  })
}

function isChosen(entry: RunIndexEntry, { agent, outcome, sinceMs }: RunQuery): boolean {
  return (
    entry.agent === (agent ?? entry.agent) &&
    entry.outcome === (outcome ?? entry.outcome) &&
    entry.countedMs >= (sinceMs ?? 0)
  )
}

/** A run id names one run: that of another trace is not the one that was sighted. */
function isSighted({ traceId }: RunIndexEntry, sighting: string | undefined): boolean {
  return sighting === undefined || readSighting(sighting).traceId === traceId
}

/** `read`: how many entries were read; records that went meanwhile are left out. */
async function readRecords(
  slot: Slot,
  records: RunRecords,
  entries: readonly RunIndexEntry[],
): Promise<{ readonly items: readonly RunRecord[]; readonly read: number }> {
  const items: RunRecord[] = []
  let [read, chars, largest] = [0, 0, 1]
  let next = firstRecords
  while (read < entries.length && next > 0) {
    const piece = entries.slice(read, read + next)
    const found = (await records.read(slot.tenant, piece)).filter((record) => record !== null)
    const sizes = found.map((record) => JSON.stringify(record).length)
    read += piece.length
    items.push(...found)
    chars += sizes.reduce((sum, size) => sum + size, 0)
    largest = Math.max(largest, ...sizes)
    // As many as have room when each is as large as the largest so far.
    next = Math.min(recordsPerRead, Math.floor((pageCharsMax - chars) / largest))
  }
  return { items, read }
}
