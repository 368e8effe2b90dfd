import type { Pattern } from '../../pattern/pattern.ts'
import { bucketMs, bucketStart } from '../../pattern/window.ts'
import type { PatternQuery } from '../contract.ts'
import { limitOf } from '../limits.ts'
import type { Engine } from './engine.ts'
import { Filter } from './filter.ts'
import { headLesson } from './merged-lessons.ts'
import { patternOf } from './read-pattern.ts'
import { integer, text } from './rows.ts'
import { scopeOf } from './scope-of.ts'
import type { PageOf, RequestOf } from './verbs.ts'

const columnOf: Record<PatternQuery['sort'], string> = {
  runs: 'runs',
  lastSeen: 'last_seen_ms',
  cost: 'usd',
  risk: 'risk',
  rise: 'rise',
}

export function listPatterns(engine: Engine, query: RequestOf<'listPatterns'>): PageOf<Pattern> {
  const column = columnOf[query.sort]
  const filter = filterOf(engine, query).and(`(${column}, signature) < (?, ?)`, query.after?.[1], query.after?.[2])
  const limit = limitOf(query.limit)
  const source = query.sort === 'rise' ? risingSource(engine, query.tenant) : { sql: 'patterns', values: [] }
  const sql = `SELECT * FROM ${source.sql} WHERE ${filter.sql} ORDER BY ${column} DESC, signature DESC LIMIT ?`
  const rows = engine.database.all(sql, ...source.values, ...filter.values, limit + 1)
  const shown = rows.slice(0, limit)
  const last = rows.length > limit ? shown.at(-1) : undefined
  return {
    items: shown.map((row) => patternOf(engine, row)),
    next: last === undefined ? null : [query.sort, integer(last, column), text(last, 'signature')],
  }
}

function filterOf(engine: Engine, query: RequestOf<'listPatterns'>): Filter {
  const { tenant, lesson } = query
  return new Filter()
    .and('tenant = ? AND runs > 0', tenant)
    .and('scope = ?', scopeOf(query))
    .and('agent = ?', query.agent)
    .and('signal = ?', query.signal)
    .and('bucket = ?', query.bucket)
    .and('lesson = ?', lesson === undefined ? undefined : headLesson(engine, tenant, lesson))
    .and('last_seen_ms >= ?', query.sinceMs)
    .and('lesson IN (SELECT lesson FROM lessons WHERE tenant = ? AND verdict = ?)', tenant, query.verdict)
}

interface Source {
  readonly sql: string
  readonly values: readonly (string | number)[]
}

const hourRuns = `(SELECT coalesce(sum(runs), 0) FROM pattern_counts AS c
  WHERE c.pattern = p.id AND c.width_ms = ${bucketMs.hour} AND c.start_ms >= ? AND c.start_ms < ?)`

/**
 * rise: runs of the last day against the mean of the seven days before, one added to both, so that a first run is a
 * rise of two and not of infinity. The last day ends with the hour of the tenant's newest run: a store has no clock.
 */
function risingSource(engine: Engine, tenant: string): Source {
  const endMs = bucketStart(newestMs(engine, tenant), 'hour') + bucketMs.hour
  const [lastDayMs, weekBeforeMs] = [endMs - bucketMs.day, endMs - 8 * bucketMs.day]
  return {
    sql: `(SELECT p.*, (${hourRuns} + 1.0) / (${hourRuns} / 7.0 + 1.0) AS rise FROM patterns AS p WHERE p.tenant = ?)`,
    values: [lastDayMs, endMs, weekBeforeMs, lastDayMs, tenant],
  }
}

function newestMs({ database }: Engine, tenant: string): number {
  const row = database.get(
    `SELECT max(coalesce((SELECT max(counted_ms) FROM runs WHERE tenant = ?1), 0),
       coalesce((SELECT max(last_seen_ms) FROM patterns WHERE tenant = ?1), 0)) AS newest`,
    tenant,
  )
  return row === undefined ? 0 : integer(row, 'newest')
}
