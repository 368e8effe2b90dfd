import type { Position } from '../cursor.ts'
import { limitOf } from '../limits.ts'
import type { Row } from './database.ts'
import type { Engine } from './engine.ts'
import { Filter } from './filter.ts'
import { integer, text } from './rows.ts'
import type { PageOf, RequestOf } from './verbs.ts'

/** A run of ten thousand steps has more: reading must stay short, as all tenants wait for it. */
const pageBytesMax = 2 * 1024 * 1024

/** Run records as JSON, latest first. A page of very large records ends early and goes on at its cursor. */
export function listRuns(engine: Engine, query: RequestOf<'listRuns'>): PageOf<string> {
  const filter = filterOf(query)
  const limit = limitOf(query.limit)
  const rowsOf = (columns: string, most: number) =>
    engine.database.all(
      `SELECT ${columns} FROM runs WHERE ${filter.sql} ORDER BY counted_ms DESC, run_id DESC LIMIT ?`,
      ...filter.values,
      most,
    )
  // Unlike length(), this reads nothing of the bodies.
  const found = rowsOf('octet_length(body) AS bytes', limit + 1).map((row) => integer(row, 'bytes'))
  const fitting = Math.min(limit, fittingRows(found))
  const rows = rowsOf('run_id, counted_ms, body', fitting)
  const last = rows.at(-1)
  return {
    items: rows.map((row) => text(row, 'body')),
    next: found.length > fitting && last !== undefined ? positionOf(last) : null,
  }
}

/** The first one always fits, so that every page goes on. */
function fittingRows(bytes: readonly number[]): number {
  let sum = 0
  const over = bytes.findIndex((size, index) => {
    sum += size
    return index > 0 && sum > pageBytesMax
  })
  return over < 0 ? bytes.length : over
}

export function getRun(engine: Engine, { tenant, runId }: RequestOf<'getRun'>): string | null {
  const row = engine.database.get('SELECT body FROM runs WHERE tenant = ? AND run_id = ?', tenant, runId)
  return row === undefined ? null : text(row, 'body')
}

function filterOf(query: RequestOf<'listRuns'>): Filter {
  return new Filter()
    .and('tenant = ?', query.tenant)
    .and('agent = ?', query.agent)
    .and('outcome = ?', query.outcome)
    .and('counted_ms >= ?', query.sinceMs)
    .and(
      `(trace, run_id) IN (SELECT s.trace, s.run_id FROM sightings AS s JOIN patterns AS p ON p.id = s.pattern
         WHERE p.tenant = ? AND p.signature = ?)`,
      query.tenant,
      query.signature,
    )
    .and('(counted_ms, run_id) < (?, ?)', query.after?.[1], query.after?.[2])
}

function positionOf(row: Row): Position {
  return ['time', integer(row, 'counted_ms'), text(row, 'run_id')]
}
