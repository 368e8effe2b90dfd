import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { StoreRefused } from '../refused.ts'
import { Database, openConnection } from './database.ts'
import { migrate, oldestFormat } from './migrate.ts'
import { text } from './rows.ts'
import { laterIndexes, schema } from './schema.ts'

/** Version of the tables. A store of the version before is brought to it; any other is refused and left as it is. */
export const storeFormat = 3

/** Looks at an existing file through a connection that cannot write, and refuses what is not ours to open. */
export function checkFormat(path: string): void {
  if (!existsSync(path)) return
  const database = new Database(openConnection(path, true))
  try {
    refuseUnknown(path, formatOf(database))
  } finally {
    database.close()
  }
}

/** Makes the tables and the fingerprint key where there are none yet, or brings them to this version. Answers the key. */
export function ensureFormat(database: Database): string {
  const format = formatOf(database)
  if (format === 'empty') inTransaction(database, () => create(database))
  else if (format !== 'foreign' && format < storeFormat) inTransaction(database, () => migrate(database, format))
  inTransaction(database, () => database.exec(laterIndexes))
  const row = database.get(`SELECT value FROM meta WHERE name = 'fingerprint_key'`)
  if (row === undefined) throw new StoreRefused('damaged', 'the store has no fingerprint key')
  return text(row, 'value')
}

function create(database: Database): void {
  database.exec(schema)
  database.run(`INSERT INTO meta VALUES ('format', ?)`, String(storeFormat))
  database.run(`INSERT INTO meta VALUES ('fingerprint_key', ?)`, randomBytes(32).toString('hex'))
}

function inTransaction(database: Database, work: () => void): void {
  database.exec('BEGIN IMMEDIATE')
  try {
    work()
    database.exec('COMMIT')
  } catch (error) {
    if (database.inTransaction) database.exec('ROLLBACK')
    throw error
  }
}

function formatOf(database: Database): 'empty' | 'foreign' | number {
  const tables = database.all(`SELECT name FROM sqlite_schema WHERE type = 'table'`).map((row) => text(row, 'name'))
  if (tables.length === 0) return 'empty'
  if (!tables.includes('meta')) return 'foreign'
  const row = database.get(`SELECT value FROM meta WHERE name = 'format'`)
  const format = row === undefined ? Number.NaN : Number(row.value)
  return Number.isSafeInteger(format) ? format : 'foreign'
}

function refuseUnknown(path: string, format: ReturnType<typeof formatOf>): void {
  if (format === 'empty') return
  if (format === 'foreign') throw new StoreRefused('foreign', `${path} is a database of another program`)
  if (format >= oldestFormat && format <= storeFormat) return
  const reason = format > storeFormat ? 'newer_format' : 'older_format'
  throw new StoreRefused(
    reason,
    `${path} has store format ${format}, this version reads formats ${oldestFormat} to ${storeFormat}; use the version that wrote it`,
  )
}
