import type { Candidate } from '../../candidate/candidate.ts'
import type { Scorecard } from '../../candidate/scorecard.ts'
import { limitOf } from '../limits.ts'
import { storedJson } from '../stored-json.ts'
import type { Engine } from './engine.ts'
import { Filter } from './filter.ts'
import { readBody } from './json-body.ts'
import { headLesson } from './merged-lessons.ts'
import { integer, text, textOrNull } from './rows.ts'
import type { PageOf, RequestOf } from './verbs.ts'

/** Latest opened first. */
export function listCandidates(engine: Engine, query: RequestOf<'listCandidates'>): PageOf<Candidate> {
  const filter = new Filter()
    .and('tenant = ?', query.tenant)
    .and('state = ?', query.state)
    .and(ofAgent, query.agent, query.agent)
    .and('(opened_ms, id) < (?, ?)', query.after?.[1], query.after?.[2])
  const limit = limitOf(query.limit)
  const sql = `SELECT id, opened_ms, format, body FROM candidates WHERE ${filter.sql}
    ORDER BY opened_ms DESC, id DESC LIMIT ?`
  const rows = engine.database.all(sql, ...filter.values, limit + 1)
  const shown = rows.slice(0, limit)
  const last = rows.length > limit ? shown.at(-1) : undefined
  return {
    items: shown.map((row) => readBody<Candidate>(row)),
    next: last === undefined ? null : ['time', integer(last, 'opened_ms'), text(last, 'id')],
  }
}

/** Its own, or one of those whose signatures its lesson has beside: merged or mapped lessons are of several agents. */
const ofAgent = `(scope = 'agent' AND agent = ? OR EXISTS (
  SELECT 1 FROM patterns AS p WHERE p.tenant = candidates.tenant AND p.lesson = candidates.lesson
    AND p.scope = 'agent' AND p.agent = ? AND p.runs > 0))`

export function getCandidate(engine: Engine, { tenant, id }: RequestOf<'getCandidate'>): Candidate | null {
  const row = engine.database.get('SELECT format, body FROM candidates WHERE tenant = ? AND id = ?', tenant, id)
  return row === undefined ? null : readBody(row)
}

/** That of the lesson it was merged into, if it was. */
export function scorecard(engine: Engine, { tenant, lesson }: RequestOf<'scorecard'>): Scorecard | null {
  const head = headLesson(engine, tenant, lesson)
  const row = engine.database.get('SELECT scorecard FROM lessons WHERE tenant = ? AND lesson = ?', tenant, head)
  const body = row === undefined ? null : textOrNull(row, 'scorecard')
  return body === null ? null : storedJson(body)
}
