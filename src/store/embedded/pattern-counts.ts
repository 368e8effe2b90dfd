import type { CountPoint } from '../../pattern/pattern.ts'
import { bucketMs, bucketStart } from '../../pattern/window.ts'
import type { CountQuery } from '../contract.ts'
import type { Row } from './database.ts'
import type { Engine } from './engine.ts'
import { excessOf } from './excess-row.ts'
import { integer, text } from './rows.ts'

/** The API asks for 31 days at most: as many minutes as that. */
const pointsMax = 31 * 24 * 60 + 1

/** Every bucket that overlaps [fromMs, toMs), oldest first; zeros where nothing is counted. */
export function patternCounts(engine: Engine, query: CountQuery): readonly CountPoint[] {
  const widthMs = bucketMs[query.resolution]
  const firstMs = bucketStart(query.fromMs, query.resolution)
  const points = Math.max(0, Math.ceil((query.toMs - firstMs) / widthMs))
  if (!(points <= pointsMax)) throw new RangeError(`counts: expected at most ${pointsMax} buckets, saw ${points}`)
  const pattern = engine.database.get(
    'SELECT id, scope, agent FROM patterns WHERE tenant = ? AND signature = ?',
    query.tenant,
    query.signature,
  )
  const runs = pattern === undefined ? new Map<number, Row>() : runsByStart(engine, pattern, query, firstMs)
  const agentRuns = pattern === undefined ? new Map<number, Row>() : agentRunsByStart(engine, pattern, query, firstMs)
  return Array.from({ length: points }, (_, index) => {
    const startMs = firstMs + index * widthMs
    return pointOf(startMs, runs.get(startMs), agentRuns.get(startMs))
  })
}

function pointOf(startMs: number, counted: Row | undefined, agent: Row | undefined): CountPoint {
  return {
    startMs,
    runs: counted === undefined ? 0 : integer(counted, 'runs'),
    agentRuns: agent === undefined ? 0 : integer(agent, 'runs'),
    excess: excessOf(counted),
  }
}

function runsByStart({ database }: Engine, pattern: Row, query: CountQuery, firstMs: number): Map<number, Row> {
  return byStart(
    database.all(
      `SELECT start_ms, runs, usd, tokens, seconds, calls, approvals FROM pattern_counts
       WHERE pattern = ? AND width_ms = ? AND start_ms >= ? AND start_ms < ?`,
      integer(pattern, 'id'),
      bucketMs[query.resolution],
      firstMs,
      query.toMs,
    ),
  )
}

function agentRunsByStart({ database }: Engine, pattern: Row, query: CountQuery, firstMs: number): Map<number, Row> {
  return byStart(
    database.all(
      `SELECT start_ms, runs FROM agent_counts
       WHERE tenant = ? AND scope = ? AND agent = ? AND width_ms = ? AND start_ms >= ? AND start_ms < ?`,
      query.tenant,
      text(pattern, 'scope'),
      text(pattern, 'agent'),
      bucketMs[query.resolution],
      firstMs,
      query.toMs,
    ),
  )
}

function byStart(rows: readonly Row[]): Map<number, Row> {
  return new Map(rows.map((row) => [integer(row, 'start_ms'), row]))
}
