/**
 * Brings rows of a partition into the tenant's slot and drops them then. Rows are applied in their order; a crash in
 * between leaves them, and whoever comes next applies them: at or under the slot's mark they do nothing.
 */
import { StoreUnavailable } from '../../contract.ts'
import { storedJson } from '../../stored-json.ts'
import { type Keys, type Place, placeOf } from '../keys.ts'
import { type Applied, type Row, type RowBody, rowFormat } from '../row.ts'
import { loadScript } from '../script.ts'
import type { TraceEngine } from './engine.ts'

const appliedScript = loadScript('applied')
const catchUpScript = loadScript('catch-up')
/** Rows that are read at once. */
const piece = 32
const piecesMax = 10_000

/** Rows that a script has just written: the last one's number, and how many were there before them. */
export interface Written {
  readonly tenant: string
  readonly place: Place
  readonly rows: readonly RowBody[]
  readonly last: number
  readonly waiting: number
}

/** The commit whose answer is remembered with its ledger. */
export interface Answering {
  readonly epoch: number
  answer(lessons: readonly string[]): string
}

/** Answers the lessons that were touched; null when the tenant's slot could not be reached: the rows wait then. */
export async function applyWritten(
  engine: TraceEngine,
  written: Written,
  answering: Answering | null,
): Promise<readonly string[] | null> {
  const { tenant, place, rows, last, waiting } = written
  if (rows.length === 0) return []
  const numbered = rows.map((row, index): Row => ({ ...row, n: last - rows.length + 1 + index }))
  try {
    const lessons =
      waiting === 0
        ? await applyTogether(engine, tenant, place.partition, numbered)
        : await applyWaiting(engine, tenant, place.partition)
    engine.atPoint('commit:applied')
    await dropApplied(engine, written, answering, lessons)
    return lessons
  } catch (error) {
    if (!(error instanceof StoreUnavailable)) throw error
    engine.behind.add(place.partition)
    return null
  }
}

/** Applies whatever rows of a tenant wait in a partition. Answers the lessons that were touched. */
export async function applyWaiting(engine: TraceEngine, tenant: string, partition: number): Promise<readonly string[]> {
  const lessons = new Set<string>()
  for (let round = 0; round < piecesMax; round += 1) {
    const rows = await readRows(engine, tenant, partition)
    const last = rows.at(-1)
    if (last === undefined) break
    for (const lesson of await applyTogether(engine, tenant, partition, rows)) lessons.add(lesson)
    await engine.client.run(appliedScript, appliedKeys(engine.keys, tenant, placeOf(tenant, last.traceId)), [
      tenant,
      last.n,
      '',
      '',
    ])
  }
  return [...lessons].sort()
}

async function applyTogether(
  engine: TraceEngine,
  tenant: string,
  partition: number,
  rows: readonly Row[],
): Promise<readonly string[]> {
  const applied = await engine.applyRows(tenant, partition, rows, rows[0]?.n ?? 0)
  const last = rows.at(-1)?.n ?? 0
  if (applied.unused.length > 0) await engine.records.drop(tenant, applied.unused)
  if ((applied.other || applied.upTo > last) && (await caughtUp(engine, tenant, partition, applied)))
    return [...applied.lessons, ...(await applyWaiting(engine, tenant, partition))]
  if (applied.upTo < last) throw new StoreUnavailable('rows before these are still to be applied')
  return applied.lessons
}

/**
 * The tenant's slot knows rows that the partition, by its own numbers, never wrote: Redis lost its last writes there. What
 * waits is numbered anew. False when it is not so: others were quicker to apply rows.
 */
async function caughtUp(
  { client, keys }: TraceEngine,
  tenant: string,
  partition: number,
  { upTo, other }: Applied,
): Promise<boolean> {
  const tallies = [keys.partition(partition, 'tallies'), keys.share(partition, tenant, 'tallies')]
  const lost = await client.run(
    catchUpScript,
    [...tallies, keys.share(partition, tenant, 'rows')],
    [upTo, other ? upTo : ''],
  )
  return Number(lost) > 0
}

async function readRows({ client, keys }: TraceEngine, tenant: string, partition: number): Promise<readonly Row[]> {
  const answer = await client.read('lrange', keys.share(partition, tenant, 'rows'), 0, piece - 1)
  return Array.isArray(answer) ? answer.map((text) => readRow(String(text))) : []
}

/** `<number> <row>`. Rows of a later version are left to those who know it. */
function readRow(text: string): Row {
  const end = text.indexOf(' ')
  const body: Row | { readonly format: number } = storedJson(text.slice(end + 1))
  if (isKnown(body)) return { ...body, n: Number(text.slice(0, end)) }
  throw new StoreUnavailable(`rows of format ${body.format} wait in the store; this version knows format ${rowFormat}`)
}

function isKnown(body: { readonly format: number }): body is Row {
  return body.format === rowFormat
}

async function dropApplied(
  { client, keys }: TraceEngine,
  { tenant, place, last }: Written,
  answering: Answering | null,
  lessons: readonly string[],
): Promise<void> {
  const answer = answering === null ? ['', ''] : [answering.epoch, answering.answer(lessons)]
  await client.run(appliedScript, appliedKeys(keys, tenant, place), [tenant, last, ...answer])
}

function appliedKeys(keys: Keys, tenant: string, place: Place): readonly string[] {
  return [keys.partition(place.partition, 'unapplied'), keys.share(place.partition, tenant, 'rows'), keys.ledger(place)]
}
