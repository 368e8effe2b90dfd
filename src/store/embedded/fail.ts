/**
 * fail: gives a claim back with the reason, which is shown. The trace is due again after a pause that grows with each
 * time; after the fifth claim in a row that came to nothing it is quarantined. A claim that was lost meanwhile changes
 * nothing.
 */

import { wholeMs } from '../../count/whole-ms.ts'
import { pauseAfterFailure } from '../fail-pause.ts'
import { attemptsMax, reasonCharsMax } from '../limits.ts'
import type { Engine } from './engine.ts'
import { findTrace } from './trace-row.ts'
import type { FailTask } from './verbs.ts'

export function fail(engine: Engine, task: FailTask): null {
  const trace = findTrace(engine, task)
  if (trace === null || trace.epoch !== task.epoch || !trace.leased) return null
  const quarantined = trace.attempts >= attemptsMax
  engine.database.run(
    'UPDATE traces SET state = ?, due_ms = ?, leased = 0, failure = ? WHERE id = ?',
    quarantined ? 'quarantined' : 'open',
    quarantined ? null : wholeMs(task.nowMs) + pauseAfterFailure(trace.attempts),
    task.reason.slice(0, reasonCharsMax),
    trace.id,
  )
  return null
}
