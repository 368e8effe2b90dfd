/**
 * import-state: writes what another store held into an empty file, in one transaction: after a crash, or a record that
 * is not as it has to be, the file is as empty as before, or gone where it was not there.
 */
import { existsSync, rmSync } from 'node:fs'
import { type Imported, type StateRecord, StateRefused } from '../../state.ts'
import { closeWhenGone } from '../close-when-gone.ts'
import type { Engine } from '../engine.ts'
import { createPatternImport } from './import-patterns.ts'
import { importTenantRecord, type TenantRecord } from './import-tenants.ts'
import { importChunk, importRun, importTrace } from './import-traces.ts'
import { openForState } from './open-for-state.ts'

export interface EmbeddedImport {
  readonly path: string
  /** When the state was exported: what has to be told of it is told as of then. */
  readonly madeMs: number
}

/** Rejects with StateRefused when the store is not empty or a record is not as it has to be. */
export async function importEmbeddedState(
  { path, madeMs }: EmbeddedImport,
  records: AsyncIterable<StateRecord>,
): Promise<Imported> {
  const isNew = !existsSync(path)
  const { engine, close } = openForState(path)
  const { database } = engine
  try {
    refuseUnlessEmpty(engine, path)
    database.exec('BEGIN IMMEDIATE')
    const imported = await importAll(engine, madeMs, records)
    database.exec('COMMIT')
    database.get('PRAGMA wal_checkpoint(TRUNCATE)')
    return imported
  } catch (error) {
    if (database.inTransaction) database.exec('ROLLBACK')
    // While it is locked: as soon as it is not, another process may make the file its own.
    if (isNew) for (const suffix of ['', '-wal', '-shm']) rmSync(`${path}${suffix}`, { force: true })
    throw isTwice(error) ? new StateRefused('the state names something twice, expected every thing once') : error
  } finally {
    close()
  }
}

async function importAll(engine: Engine, madeMs: number, records: AsyncIterable<StateRecord>): Promise<Imported> {
  const patterns = createPatternImport(engine)
  const gone: (readonly [tenant: string, lesson: string])[] = []
  let [unnamedBaselines, stores] = [0, 0]
  for await (const record of records) {
    patterns.before(record)
    switch (record.kind) {
      case 'store':
        stores += 1
        engine.database.run(`UPDATE meta SET value = ? WHERE name = 'fingerprint_key'`, record.fingerprintKey)
        break
      case 'trace':
        importTrace(engine, record)
        break
      case 'chunk':
        importChunk(engine, record)
        break
      case 'run':
        importRun(engine, record)
        break
      case 'pattern':
      case 'counts':
      case 'sighting':
        patterns.take(record)
        break
      default:
        if (record.kind === 'lesson' && record.gone) gone.push([record.tenant, record.lesson])
        if (record.kind === 'baseline' && record.subject === null) unnamedBaselines += 1
        else importTenantRecord(engine, record satisfies TenantRecord)
    }
  }
  patterns.end()
  if (stores !== 1) throw new StateRefused(`the state has ${stores} stores, expected one`)
  for (const [tenant, lesson] of gone) closeWhenGone(engine, tenant, lesson, madeMs)
  return { unnamedBaselines }
}

const tables = [
  ...['tallies', 'traces', 'chunks', 'ledgers', 'calls', 'runs', 'tenants', 'patterns', 'pattern_counts'],
  ...['agent_counts', 'baselines', 'sightings', 'lessons', 'lesson_merges', 'candidates', 'outbox'],
  ...['sinks', 'sink_marks', 'dead_letters'],
]

function refuseUnlessEmpty({ database }: Engine, path: string): void {
  const full = tables.find((table) => database.get(`SELECT 1 AS one FROM ${table} LIMIT 1`) !== undefined)
  if (full === undefined) return
  throw new StateRefused(`${path} holds a store already (${full}): expected a file that is not there, or empty`)
}

const constraint = 19

function isTwice(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && (Number(error.errcode) & 0xff) === constraint
}
