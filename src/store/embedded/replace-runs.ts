import { wholeMs } from '../../count/whole-ms.ts'
import type { Engine } from './engine.ts'
import { bodyFormat } from './json-body.ts'
import type { TraceRow } from './trace-row.ts'
import type { RunText } from './verbs.ts'

/** A run id names one run of the tenant, so the latest commit that names it has it. */
export function replaceRuns(engine: Engine, trace: TraceRow, runs: readonly RunText[]): void {
  dropRuns(engine, trace)
  for (const run of runs) {
    engine.database.run(
      `INSERT INTO runs (tenant, run_id, trace, agent, outcome, counted_ms, format, body) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (tenant, run_id) DO UPDATE SET trace = excluded.trace, agent = excluded.agent,
         outcome = excluded.outcome, counted_ms = excluded.counted_ms, frozen = 0, format = excluded.format,
         body = excluded.body`,
      trace.tenant,
      run.runId,
      trace.id,
      run.agent,
      run.outcome,
      wholeMs(run.countedAtMs),
      bodyFormat,
      run.text,
    )
  }
}

export function dropRuns({ database }: Engine, trace: Pick<TraceRow, 'id'>): void {
  database.run('DELETE FROM runs WHERE trace = ?', trace.id)
}
