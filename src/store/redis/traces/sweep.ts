/**
 * Applies rows that a crash, or a tenant's slot out of reach, has left in their partitions. Partitions that this process
 * left behind are looked at with every claim, all of them every few seconds.
 */
import { StoreUnavailable } from '../../contract.ts'
import { partitions } from '../keys.ts'
import { applyWaiting } from './apply-rows.ts'
import type { TraceEngine } from './engine.ts'

export interface Sweep {
  /** As far as it is time; answers how many rows' owners were looked after. */
  run(): Promise<number>
  /** At once, everywhere. */
  runAll(): Promise<number>
}

const everyMs = 10_000

export function createSweep(engine: TraceEngine): Sweep {
  let sweptMs = Number.NEGATIVE_INFINITY
  const all = Array.from({ length: partitions }, (_, partition) => partition)

  const sweep = async (asked: readonly number[]): Promise<number> => {
    const found = await Promise.all(asked.map((partition) => sweepPartition(engine, partition)))
    return found.reduce((sum, one) => sum + one, 0)
  }

  const runAll = () => {
    sweptMs = performance.now()
    engine.behind.clear()
    return sweep(all)
  }

  return {
    runAll,
    run: async () => {
      if (performance.now() - sweptMs >= everyMs) return runAll()
      const behind = [...engine.behind]
      engine.behind.clear()
      return sweep(behind)
    },
  }
}

async function sweepPartition(engine: TraceEngine, partition: number): Promise<number> {
  const { client, keys } = engine
  try {
    const tenants = await client.read('smembers', keys.partition(partition, 'unapplied'))
    const names = Array.isArray(tenants) ? tenants.map(String) : []
    for (const tenant of names) await applyOf(engine, tenant, partition)
    return names.length
  } catch (error) {
    engine.behind.add(partition)
    throw error
  }
}

/** Rows of one tenant that cannot be read keep nobody else waiting; they are looked at again with the next sweep. */
async function applyOf(engine: TraceEngine, tenant: string, partition: number): Promise<void> {
  try {
    await applyWaiting(engine, tenant, partition)
  } catch (error) {
    if (error instanceof StoreUnavailable) throw error
    engine.report(error)
  }
}
