/**
 * lease: takes or renews the right to tell a sink until a time; refused while another holder has it. release gives it
 * back, when this holder has it.
 */
import { wholeMs } from '../../count/whole-ms.ts'
import type { Engine } from './engine.ts'
import type { RequestOf } from './verbs.ts'

export function lease({ database }: Engine, request: RequestOf<'lease'>): boolean {
  const nowMs = wholeMs(request.nowMs)
  const taken = database.run(
    `INSERT INTO sinks (sink, holder, lease_ms) VALUES (?1, ?2, ?3)
     ON CONFLICT DO UPDATE SET holder = excluded.holder, lease_ms = excluded.lease_ms
       WHERE holder IS NULL OR holder = excluded.holder OR lease_ms <= ?4`,
    request.sink,
    request.holder,
    nowMs + wholeMs(request.leaseMs),
    nowMs,
  )
  return taken > 0
}

export function release({ database }: Engine, { sink, holder }: RequestOf<'release'>): null {
  database.run('UPDATE sinks SET holder = NULL WHERE sink = ? AND holder = ?', sink, holder)
  return null
}
