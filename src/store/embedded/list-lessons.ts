import type { LessonSummary } from '../contract.ts'
import { limitOf } from '../limits.ts'
import type { Row } from './database.ts'
import type { Engine } from './engine.ts'
import { Filter } from './filter.ts'
import { scorecard } from './list-candidates.ts'
import { integer, text, word } from './rows.ts'
import { scopeOf } from './scope-of.ts'
import type { PageOf, RequestOf } from './verbs.ts'

/** Most runs first. A lesson is chosen by any of its signatures and shown whole. */
export function listLessons(engine: Engine, query: RequestOf<'listLessons'>): PageOf<LessonSummary> {
  const chosen = new Filter()
    .and('tenant = ? AND runs > 0', query.tenant)
    .and('scope = ?', scopeOf(query))
    .and('agent = ?', query.agent)
    .and('signal = ?', query.signal)
  const place = new Filter().and('runs > ?', 0).and('(runs, lesson) < (?, ?)', query.after?.[1], query.after?.[2])
  const limit = limitOf(query.limit)
  const sql = `SELECT * FROM (
      SELECT tenant, lesson, sum(runs) AS runs, max(last_seen_ms) AS last_ms FROM patterns
      WHERE tenant = ? AND lesson IN (SELECT lesson FROM patterns WHERE ${chosen.sql}) GROUP BY lesson)
    WHERE ${place.sql} ORDER BY runs DESC, lesson DESC LIMIT ?`
  const rows = engine.database.all(sql, query.tenant, ...chosen.values, ...place.values, limit + 1)
  const shown = rows.slice(0, limit)
  const last = rows.length > limit ? shown.at(-1) : undefined
  return {
    items: shown.map((row) => lessonOf(engine, row)),
    next: last === undefined ? null : ['lessonRuns', integer(last, 'runs'), text(last, 'lesson')],
  }
}

function lessonOf(engine: Engine, row: Row): LessonSummary {
  const [tenant, lesson] = [text(row, 'tenant'), text(row, 'lesson')]
  const patterns = patternsOf(engine, tenant, lesson)
  const leading = patterns[0]
  if (leading === undefined) throw new Error('lessons: expected a pattern of the lesson, saw none')
  return {
    lesson,
    scope: word(leading, 'scope'),
    agent: text(leading, 'agent'),
    signal: text(leading, 'signal'),
    bucket: text(leading, 'bucket'),
    locus: text(leading, 'locus'),
    template: text(leading, 'template'),
    signatures: patterns.map((pattern) => text(pattern, 'signature')),
    runs: integer(row, 'runs'),
    lastSeenMs: integer(row, 'last_ms'),
    scorecard: scorecard(engine, { tenant, lesson }),
  }
}

/** Oldest first: the first one leads. */
function patternsOf({ database }: Engine, tenant: string, lesson: string): readonly Row[] {
  const sql = `SELECT signature, scope, agent, signal, bucket, locus, template FROM patterns
    WHERE tenant = ? AND lesson = ? AND runs > 0 ORDER BY first_seen_ms, signature`
  return database.all(sql, tenant, lesson)
}
