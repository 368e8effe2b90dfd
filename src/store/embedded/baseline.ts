/**
 * baseline: what is usual for an agent, a version of it or a service, merged from the sketches of closed hours before a
 * time. Null when no healthy run is known there.
 */
import { wholeMs } from '../../count/whole-ms.ts'
import { bucketMs, bucketStart } from '../../pattern/window.ts'
import type { Baseline } from '../../run/baseline.ts'
import { type BaselineHour, baselineOf } from '../../run/baseline-hour.ts'
import { subjectName } from '../../run/baseline-subjects.ts'
import { baselineReachMs } from '../limits.ts'
import type { SubjectKey } from './baseline-cache.ts'
import type { Engine } from './engine.ts'
import { readBody } from './json-body.ts'
import type { RequestOf } from './verbs.ts'

export function baseline(engine: Engine, { tenant, of, beforeMs: asked }: RequestOf<'baseline'>): Baseline | null {
  const key: SubjectKey = { tenant, scope: of.scope, subject: subjectName(of) }
  const beforeMs = bucketStart(wholeMs(asked), 'hour')
  const known = engine.baselines.get(key, beforeMs)
  if (known !== undefined) return known
  const read = baselineOf(hoursBefore(engine, key, beforeMs))
  engine.baselines.keep(key, { beforeMs, baseline: read })
  return read
}

function hoursBefore({ database }: Engine, key: SubjectKey, beforeMs: number): readonly BaselineHour[] {
  return database
    .all(
      `SELECT format, body FROM baselines
       WHERE tenant = ? AND scope = ? AND subject = ? AND start_ms BETWEEN ? AND ?`,
      key.tenant,
      key.scope,
      key.subject,
      beforeMs - baselineReachMs,
      beforeMs - bucketMs.hour,
    )
    .map((row) => readBody<BaselineHour>(row))
}
