import type { RunRecord } from '../../contract.ts'
import type { RunRef } from '../row.ts'
import { luaList } from './replies.ts'
import { longId } from './short-id.ts'

/** Run records stay in the partitions of their traces; half one of the engine reads and drops them. */
export interface RunRecords {
  /** In the order asked for; null for one that is gone. */
  read(tenant: string, runs: readonly RunRef[]): Promise<readonly (RunRecord | null)[]>
  /** Asked again, it does nothing. */
  drop(tenant: string, runs: readonly RunRef[]): Promise<void>
}

/** Trace id and short run id, as scripts answer them. */
export type UnusedText = readonly [traceId: string, run: string]

export function readUnused(unused: readonly UnusedText[] | object | undefined): readonly RunRef[] {
  return luaList<UnusedText>(unused).map(([traceId, run]) => ({ traceId, runId: longId(run) }))
}
