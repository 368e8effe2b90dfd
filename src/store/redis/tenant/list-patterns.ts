import type { Pattern } from '../../../pattern/pattern.ts'
import type { Page, PatternQuery } from '../../contract.ts'
import { readCursor } from '../../cursor.ts'
import { limitOf } from '../../limits.ts'
import { cursorPage, descending, pageOf, type Ranked, rankedAfter } from './descending.ts'
import { inPieces } from './in-pieces.ts'
import { headLesson } from './lesson-record.ts'
import { isOf, type PatternRecord, patternRecords } from './pattern-record.ts'
import { showPattern } from './read-pattern.ts'
import { listOf } from './replies.ts'
import { risingPatterns } from './rising-patterns.ts'
import type { Slot } from './slot.ts'

const sets = { runs: 'byRuns', lastSeen: 'byLast', cost: 'byCost', risk: 'byRisk' } as const
const pieces = 200

export async function listPatterns(slot: Slot, query: PatternQuery): Promise<Page<Pattern>> {
  const after = rankedAfter(readCursor(query.cursor, query.sort))
  const limit = limitOf(query.limit)
  const head = query.lesson === undefined ? undefined : await headLesson(slot, query.lesson)
  const ranked =
    query.sort === 'rise'
      ? risingPatterns(slot, after, pieces)
      : descending(slot, { set: sets[query.sort], after, pieces: hasFilter(query) ? pieces : limit + 1 })
  const { found, more } = await pageOf(ranked, limit, (members) => chosenOf(slot, query, head, members))
  const last = more ? found.at(-1)?.[0] : undefined
  const items = await inPieces(found, ([, record]) => showPattern(slot, record))
  return cursorPage(items, last === undefined ? null : [query.sort, last.score, last.member])
}

function hasFilter({ scope, agent, signal, bucket, lesson, sinceMs, verdict }: PatternQuery): boolean {
  return [scope, agent, signal, bucket, lesson, sinceMs, verdict].some((value) => value !== undefined)
}

async function chosenOf(
  slot: Slot,
  query: PatternQuery,
  head: string | undefined,
  members: readonly Ranked[],
): Promise<readonly (PatternRecord | null)[]> {
  const records = await patternRecords(
    slot,
    members.map(({ member }) => member),
  )
  const verdicts = query.verdict === undefined ? null : await verdictsOf(slot, records)
  const chosen = new Map(
    records
      .filter((record) => isChosen(record, query, head))
      .filter((record) => verdicts === null || verdicts.get(record.lesson) === query.verdict)
      .map((record) => [record.signature, record]),
  )
  return members.map(({ member }) => chosen.get(member) ?? null)
}

function isChosen(record: PatternRecord, query: PatternQuery, head: string | undefined): boolean {
  return (
    record.runs > 0 &&
    isOf(record, query) &&
    (query.signal === undefined || query.signal === record.signal) &&
    (query.bucket === undefined || query.bucket === record.bucket) &&
    (head === undefined || head === record.lesson) &&
    (query.sinceMs === undefined || record.lastSeenMs >= query.sinceMs)
  )
}

async function verdictsOf(slot: Slot, records: readonly PatternRecord[]): Promise<ReadonlyMap<string, unknown>> {
  const lessons = [...new Set(records.map(({ lesson }) => lesson))]
  if (lessons.length === 0) return new Map()
  const verdicts = listOf(await slot.read('hmget', 'verdicts', ...lessons))
  return new Map(lessons.map((lesson, index) => [lesson, verdicts[index]]))
}
