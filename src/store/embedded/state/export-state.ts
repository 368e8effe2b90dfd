/** export-state: reads all that an embedded store holds, while no service has it. Nothing of it is changed. */
import { existsSync } from 'node:fs'
import { StoreRefused } from '../../refused.ts'
import type { StateRecord, StoreState } from '../../state.ts'
import type { Engine } from '../engine.ts'
import { integer } from '../rows.ts'
import { agentStates, frozenRunStates, patternStates } from './export-patterns.ts'
import { baselineStates, lessonStates, outboxStates, sinkStates, tenantStates } from './export-tenants.ts'
import { traceStates } from './export-traces.ts'
import { openForState } from './open-for-state.ts'

/** Rejects with StoreRefused where the file is not there, or a service has it. */
export async function* exportEmbeddedState({ path }: { readonly path: string }): AsyncGenerator<StateRecord> {
  if (!existsSync(path)) throw new StoreRefused('unreachable', `${path} is not there: expected a store`)
  const { engine, fingerprintKey, close } = openForState(path)
  try {
    yield storeState(engine, fingerprintKey)
    yield* tenantStates(engine)
    yield* sinkStates(engine)
    yield* traceStates(engine)
    yield* agentStates(engine)
    yield* patternStates(engine)
    yield* frozenRunStates(engine)
    yield* lessonStates(engine)
    yield* outboxStates(engine)
    yield* baselineStates(engine)
  } finally {
    close()
  }
}

function storeState(engine: Engine, fingerprintKey: string): StoreState {
  return { kind: 'store', fingerprintKey, traces: rowsIn(engine, 'traces'), patterns: rowsIn(engine, 'patterns') }
}

function rowsIn({ database }: Engine, table: 'traces' | 'patterns'): number {
  const row = database.get(`SELECT count(*) AS n FROM ${table}`)
  return row === undefined ? 0 : integer(row, 'n')
}
