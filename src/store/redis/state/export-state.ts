/**
 * export-state: reads all that a Redis store holds, while no replica works on it. Rows that a crash left unapplied are
 * applied first; nothing else is changed.
 */
import { StoreRefused } from '../../refused.ts'
import type { StateRecord, StoreState } from '../../state.ts'
import { identify } from '../identity.ts'
import { partitions } from '../keys.ts'
import { redisLimits } from '../open.ts'
import { numberOf } from '../tenant/replies.ts'
import { createSlots } from '../tenant/slot.ts'
import { createTenantHalf } from '../tenant/tenant-half.ts'
import { tenantsOf } from '../tenant/tenants.ts'
import { createDueTimes } from '../traces/due-times.ts'
import type { TraceEngine } from '../traces/engine.ts'
import { createLeftToOthers } from '../traces/left-to-others.ts'
import { createRunRecords } from '../traces/run-records.ts'
import { createSweep } from '../traces/sweep.ts'
import { traceTallies } from '../traces/tallies.ts'
import { refuseWhenBusy } from './at-rest.ts'
import { agentStates, frozenRunStates, patternStates } from './export-patterns.ts'
import {
  baselineStates,
  candidateStates,
  eventStates,
  lessonStates,
  letterStates,
  markStates,
  mergeStates,
  sinkStates,
  tenantState,
} from './export-tenants.ts'
import { traceStates } from './export-traces.ts'
import { openForState, type RedisState } from './open-for-state.ts'
import { createSubjectNames } from './subject-names.ts'

/** Rejects with StoreRefused where there is no store, with StateRefused while replicas work on it. */
export async function* exportRedisState(options: RedisState): AsyncGenerator<StateRecord> {
  const opened = await openForState(options)
  try {
    const { bare, keys, connection } = opened
    if ((await bare.read('hget', keys.registry('store'), 'id')) === null)
      throw new StoreRefused('unreachable', 'there is no store in this Redis')
    const identity = await identify(bare, keys)
    const parts = { connection, keys, client: opened.clientOf(identity) }
    await refuseWhenBusy(parts)
    yield* statesOf(engineOf(parts, options), identity.fingerprintKey)
    await refuseWhenBusy(parts)
  } finally {
    opened.close()
  }
}

function engineOf({ client, keys }: Pick<TraceEngine, 'client' | 'keys'>, options: RedisState): TraceEngine {
  const limits = { ...redisLimits, ...options.limits }
  const records = createRunRecords(client, keys)
  const { applyRows } = createTenantHalf(client, { keys, limits, records })
  const due = createDueTimes(client, keys)
  const others = createLeftToOthers(0)
  const nothing = () => {}
  // An export without what cannot be read would be no export.
  const refuse = (error: unknown) => {
    throw error
  }
  return {
    ...{ client, keys, limits, records, applyRows, due, others, settleMs: 0, idleMs: 0 },
    ...{ behind: new Set<number>(), admit: nothing, atPoint: nothing, report: refuse },
  }
}

async function* statesOf(engine: TraceEngine, fingerprintKey: string): AsyncGenerator<StateRecord> {
  const { client, keys, records } = engine
  await createSweep(engine).runAll()
  const tenants = await tenantsOf(client, keys)
  const slotOf = createSlots(client, keys)
  const slots = tenants.map(slotOf)
  yield await storeState(engine, fingerprintKey, tenants)
  for (const slot of slots) yield await tenantState(slot, await traceTallies(client, keys, slot.tenant))
  yield* sinkStates(client, keys)
  const names = createSubjectNames()
  for (let partition = 0; partition < partitions; partition += 1) yield* traceStates(engine, slotOf, partition, names)
  for (const slot of slots) yield* agentStates(engine, slot, names)
  for (const slot of slots) yield* patternStates(engine, slot)
  for (const slot of slots) yield* frozenRunStates(engine, slot, records)
  for (const slot of slots) {
    yield* lessonStates(slot)
    yield* mergeStates(slot)
    yield* candidateStates(slot)
    yield* eventStates(slot)
    yield* markStates(slot)
    yield* letterStates(slot)
  }
  for (const slot of slots) yield* baselineStates(slot, names)
}

async function storeState(
  { client, keys }: TraceEngine,
  fingerprintKey: string,
  tenants: readonly string[],
): Promise<StoreState> {
  const { open, settled, quarantined } = await traceTallies(client, keys, null)
  let patterns = 0
  for (const tenant of tenants) patterns += numberOf(await client.read('hlen', keys.tenant(tenant, 'patterns')))
  return { kind: 'store', fingerprintKey, traces: open + settled + quarantined, patterns }
}
