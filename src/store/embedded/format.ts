import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { Database, openConnection } from './database.ts'
import { StoreRefused } from './refused.ts'
import { text } from './rows.ts'
import { schema } from './schema.ts'

/** Version of the tables. A store of another version is refused and left as it is. */
export const storeFormat = 2

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

/** Makes the tables and the fingerprint key where there are none yet. Answers the key. */
export function ensureFormat(database: Database): string {
  if (formatOf(database) === 'empty') create(database)
  const row = database.get(`SELECT value FROM meta WHERE name = 'fingerprint_key'`)
  if (row === undefined) throw new StoreRefused('damaged', 'the store has no fingerprint key')
  return text(row, 'value')
}

function create(database: Database): void {
  database.exec('BEGIN IMMEDIATE')
  database.exec(schema)
  database.run(`INSERT INTO meta VALUES ('format', ?)`, String(storeFormat))
  database.run(`INSERT INTO meta VALUES ('fingerprint_key', ?)`, randomBytes(32).toString('hex'))
  database.exec('COMMIT')
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
  if (format === 'empty' || format === storeFormat) return
  if (format === 'foreign') throw new StoreRefused('foreign', `${path} is a database of another program`)
  const reason = format > storeFormat ? 'newer_format' : 'older_format'
  throw new StoreRefused(
    reason,
    `${path} has store format ${format}, this version reads format ${storeFormat}; use the version that wrote it`,
  )
}
