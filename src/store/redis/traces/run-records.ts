/** Run records, in the partitions of their traces. */
import type { RunRecord } from '../../contract.ts'
import type { RedisClient } from '../client.ts'
import { type Keys, placeOf } from '../keys.ts'
import type { RunRef } from '../row.ts'
import { loadScript } from '../script.ts'
import type { RunRecords } from '../tenant/run-records.ts'
import { unpack } from './body.ts'

const dropRunsScript = loadScript('drop-runs')

export function createRunRecords(client: RedisClient, keys: Keys): RunRecords {
  const readOne = async (tenant: string, { traceId, runId }: RunRef): Promise<RunRecord | null> => {
    const body = await client.readRaw('hget', keys.runs(placeOf(tenant, traceId)), runId)
    return Buffer.isBuffer(body) ? unpack<RunRecord>(body) : null
  }
  return {
    read: (tenant, runs) => Promise.all(runs.map((run) => readOne(tenant, run))),
    drop: async (tenant, runs) => {
      const byTrace = Map.groupBy(runs, (run) => run.traceId)
      const drops = [...byTrace].map(([traceId, refs]) => {
        const place = placeOf(tenant, traceId)
        return client.run(
          dropRunsScript,
          [keys.trace(place), keys.runs(place)],
          refs.map((ref) => ref.runId),
        )
      })
      await Promise.all(drops)
    },
  }
}
