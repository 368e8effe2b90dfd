/** Adds one run to count buckets, or takes it back. A bucket that has expired takes nothing back. */
import { sharedBy } from '../../count/breakdown-bounds.ts'
import type { AgentRun, Sighting } from '../../count/ledger-units.ts'
import { bucketMs, bucketStart, type Resolution, resolutions } from '../../pattern/window.ts'
import { addToBreakdown, type CountBucket, takeFromBreakdown } from './breakdown.ts'
import type { Engine } from './engine.ts'
import { bit } from './rows.ts'

export function addAgentRun({ database }: Engine, tenant: string, run: AgentRun): void {
  for (const resolution of resolutions) {
    database.run(
      `INSERT INTO agent_counts (tenant, scope, agent, width_ms, start_ms, runs, failed) VALUES (?, ?, ?, ?, ?, 1, ?)
       ON CONFLICT DO UPDATE SET runs = runs + 1, failed = failed + excluded.failed`,
      tenant,
      run.scope,
      run.agent,
      bucketMs[resolution],
      bucketStart(run.countedMs, resolution),
      bit(run.failed),
    )
  }
}

export function takeAgentRun({ database }: Engine, tenant: string, run: AgentRun): void {
  for (const resolution of resolutions) {
    const key = [tenant, run.scope, run.agent, bucketMs[resolution], bucketStart(run.countedMs, resolution)]
    database.run(
      `UPDATE agent_counts SET runs = runs - 1, failed = failed - ?
       WHERE tenant = ? AND scope = ? AND agent = ? AND width_ms = ? AND start_ms = ?`,
      bit(run.failed),
      ...key,
    )
    database.run(
      `DELETE FROM agent_counts
       WHERE tenant = ? AND scope = ? AND agent = ? AND width_ms = ? AND start_ms = ? AND runs <= 0`,
      ...key,
    )
  }
}

export function addSightingCounts(engine: Engine, pattern: number, sighting: Sighting): void {
  for (const resolution of resolutions) {
    const bucket = bucketOf(pattern, resolution, sighting)
    engine.database.run(
      `INSERT INTO pattern_counts
         (pattern, width_ms, start_ms, runs, failed, usd, tokens, seconds, calls, approvals, severity, completeness)
       VALUES (?, ?, ?, 1, ?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT DO UPDATE SET runs = runs + 1, failed = failed + excluded.failed, usd = usd + excluded.usd,
         tokens = tokens + excluded.tokens, seconds = seconds + excluded.seconds, calls = calls + excluded.calls,
         approvals = approvals + excluded.approvals, severity = severity + excluded.severity, completeness = completeness + excluded.completeness`,
      bucket.pattern,
      bucket.widthMs,
      bucket.startMs,
      ...amountsOf(sighting),
    )
    for (const [dimension, value] of sharedBy(sighting, resolution)) addToBreakdown(engine, bucket, dimension, value)
  }
}

export function takeSightingCounts(engine: Engine, pattern: number, sighting: Sighting): void {
  for (const resolution of resolutions) {
    const bucket = bucketOf(pattern, resolution, sighting)
    const key = [bucket.pattern, bucket.widthMs, bucket.startMs]
    engine.database.run(
      `UPDATE pattern_counts SET runs = runs - 1, failed = failed - ?, usd = usd - ?, tokens = tokens - ?,
         seconds = seconds - ?, calls = calls - ?, approvals = approvals - ?, severity = severity - ?, completeness = completeness - ?
       WHERE pattern = ? AND width_ms = ? AND start_ms = ?`,
      ...amountsOf(sighting),
      ...key,
    )
    engine.database.run(
      'DELETE FROM pattern_counts WHERE pattern = ? AND width_ms = ? AND start_ms = ? AND runs <= 0',
      ...key,
    )
    for (const [dimension, value] of sharedBy(sighting, resolution)) takeFromBreakdown(engine, bucket, dimension, value)
  }
}

function bucketOf(pattern: number, resolution: Resolution, sighting: Sighting): CountBucket {
  return { pattern, widthMs: bucketMs[resolution], startMs: bucketStart(sighting.countedMs, resolution) }
}

function amountsOf(sighting: Sighting): readonly number[] {
  const { failed, usd, tokens, seconds, calls, approvals, severity, completeness } = sighting
  return [bit(failed), usd, tokens, seconds, calls, approvals, severity, completeness]
}
