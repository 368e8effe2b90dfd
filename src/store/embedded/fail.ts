/**
 * fail: gives a claim back with the reason, which is shown. The trace is due at once; after the fifth claim in a row
 * that came to nothing it is quarantined. A claim that was lost meanwhile changes nothing.
 */
import type { Engine } from './engine.ts'
import { attemptsMax } from './options.ts'
import { wholeMs } from './time.ts'
import { findTrace } from './trace-row.ts'
import type { FailTask } from './verbs.ts'

const reasonCharsMax = 500

export function fail(engine: Engine, task: FailTask): null {
  const trace = findTrace(engine, task)
  if (trace === null || trace.epoch !== task.epoch || !trace.leased) return null
  const quarantined = trace.attempts >= attemptsMax
  engine.database.run(
    'UPDATE traces SET state = ?, due_ms = ?, leased = 0, failure = ? WHERE id = ?',
    quarantined ? 'quarantined' : 'open',
    quarantined ? null : wholeMs(task.nowMs),
    task.reason.slice(0, reasonCharsMax),
    trace.id,
  )
  return null
}
