import type { Pattern } from '../../pattern/pattern.ts'
import type { PatternQuery } from '../contract.ts'
import type { Engine } from './engine.ts'
import { Filter } from './filter.ts'
import { limitOf } from './limit.ts'
import { patternOf } from './read-pattern.ts'
import { integer, text } from './rows.ts'
import type { PageOf, RequestOf } from './verbs.ts'

const columnOf: Record<PatternQuery['sort'], string> = { runs: 'runs', lastSeen: 'last_seen_ms', cost: 'usd' }

export function listPatterns(engine: Engine, query: RequestOf<'listPatterns'>): PageOf<Pattern> {
  const column = columnOf[query.sort]
  const filter = new Filter()
    .and('tenant = ? AND runs > 0', query.tenant)
    .and('agent = ?', query.agent)
    .and('signal = ?', query.signal)
    .and('bucket = ?', query.bucket)
    .and('lesson = ?', query.lesson)
    .and('last_seen_ms >= ?', query.sinceMs)
    .and(`(${column}, signature) < (?, ?)`, query.after?.[1], query.after?.[2])
  const limit = limitOf(query.limit)
  const sql = `SELECT * FROM patterns WHERE ${filter.sql} ORDER BY ${column} DESC, signature DESC LIMIT ?`
  const rows = engine.database.all(sql, ...filter.values, limit + 1)
  const shown = rows.slice(0, limit)
  const last = rows.length > limit ? shown.at(-1) : undefined
  return {
    items: shown.map((row) => patternOf(engine, row)),
    next: last === undefined ? null : [query.sort, integer(last, column), text(last, 'signature')],
  }
}
