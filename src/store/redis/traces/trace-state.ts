import { noRunReasons } from '../../../run/run.ts'
import type { TraceState } from '../../contract.ts'
import { runIdsShownMax } from '../../limits.ts'
import { placeOf } from '../keys.ts'
import type { TraceEngine } from './engine.ts'
import { readLedger } from './ledger.ts'
import { readTrace } from './trace.ts'

export async function traceState(engine: TraceEngine, tenant: string, traceId: string): Promise<TraceState | null> {
  const { client, keys } = engine
  const place = placeOf(tenant, traceId)
  const [fields, ledger] = await Promise.all([client.read('hgetall', keys.trace(place)), readLedger(engine, place)])
  const trace = Array.isArray(fields) ? readTrace(fields) : null
  if (trace === null) return null
  return {
    traceId: trace.traceId,
    state: trace.state,
    spans: trace.spans,
    cutFacts: trace.cut,
    runIds: ledger.entries.slice(0, runIdsShownMax).map((entry) => entry.runId),
    noRun: noRunReasons.find((reason) => reason === trace.noRun) ?? null,
    continues: trace.head,
    failure: trace.failure,
    waits: trace.state === 'open' ? { untilMs: trace.wantedMs, rootEnded: trace.rootEnded } : null,
  }
}
