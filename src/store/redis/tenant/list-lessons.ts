import type { Scorecard } from '../../../candidate/scorecard.ts'
import type { LessonQuery, LessonSummary, Page } from '../../contract.ts'
import { readCursor } from '../../cursor.ts'
import { limitOf } from '../../limits.ts'
import { storedJson } from '../../stored-json.ts'
import { cursorPage, descending, pageOf, rankedAfter } from './descending.ts'
import { inPieces } from './in-pieces.ts'
import { headLesson, patternsOfLesson } from './lesson-record.ts'
import { isOf, type PatternRecord } from './pattern-record.ts'
import { textOrNull } from './replies.ts'
import type { Slot } from './slot.ts'

/** The cursor of lessons is one of its own. */
const sortedBy = 'lessonRuns'
const pieces = 50
const lessonsAtOnce = 16

/** Most runs first. A lesson is chosen by any of its signatures and shown whole. */
export async function listLessons(slot: Slot, query: LessonQuery): Promise<Page<LessonSummary>> {
  const after = rankedAfter(readCursor(query.cursor, sortedBy))
  const limit = limitOf(query.limit)
  const ranked = descending(slot, { set: 'lessonRuns', after, pieces: Math.min(pieces, limit + 1) })
  const { found, more } = await pageOf(ranked, limit, (members) =>
    inPieces(members, ({ member, score }) => lessonOf(slot, query, member, score), lessonsAtOnce),
  )
  const last = more ? found.at(-1)?.[0] : undefined
  return cursorPage(
    found.map(([, lesson]) => lesson),
    last === undefined ? null : [sortedBy, last.score, last.member],
  )
}

async function lessonOf(slot: Slot, query: LessonQuery, lesson: string, runs: number): Promise<LessonSummary | null> {
  const patterns = (await patternsOfLesson(slot, lesson)).filter((pattern) => pattern.runs > 0)
  const [leading] = patterns
  const isChosen = patterns.some((pattern) => isChosenBy(pattern, query))
  if (leading === undefined || !isChosen) return null
  const { scope, agent, signal, bucket, locus, template } = leading
  return {
    ...{ lesson, scope, agent, signal, bucket, locus, template, runs },
    signatures: patterns.map(({ signature }) => signature),
    lastSeenMs: Math.max(...patterns.map(({ lastSeenMs }) => lastSeenMs)),
    scorecard: await scorecardOf(slot, lesson),
  }
}

function isChosenBy(pattern: PatternRecord, query: LessonQuery): boolean {
  return isOf(pattern, query) && pattern.signal === (query.signal ?? pattern.signal)
}

/** scorecard: that of the lesson it was merged into, if it was. */
export async function scorecard(slot: Slot, lesson: string): Promise<Scorecard | null> {
  return scorecardOf(slot, await headLesson(slot, lesson))
}

async function scorecardOf(slot: Slot, lesson: string): Promise<Scorecard | null> {
  const text = textOrNull(await slot.read('hget', 'scorecards', lesson))
  return text === null ? null : storedJson(text)
}
