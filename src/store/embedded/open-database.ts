import { closeSync, existsSync, mkdirSync, openSync, realpathSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { StoreRefused } from '../refused.ts'
import { Database, openConnection } from './database.ts'
import { checkFormat, ensureFormat } from './format.ts'
import { lockPath, lockStore } from './lock.ts'
import { releaseLeases } from './release-leases.ts'
import { text } from './rows.ts'
import { isDamage, unavailability } from './sqlite-error.ts'

export interface OpenedDatabase {
  readonly database: Database
  readonly fingerprintKey: string
  close(): void
}

const pageBytes = 4096

/** Opens the file for this process alone, or refuses with a reason (StoreRefused). */
export function openDatabase(path: string, fileBytes: number | null): OpenedDatabase {
  if (path === ':memory:') return openChecked(path, fileBytes)
  try {
    const file = realFile(path)
    // What is refused for what it is has no lock of ours left beside it.
    if (!existsSync(lockPath(file))) checkFormat(file)
    const lock = lockStore(file)
    try {
      checkFormat(file)
      const opened = openChecked(file, fileBytes)
      return { ...opened, close: () => closeAll(opened, lock) }
    } catch (error) {
      lock.release()
      throw error
    }
  } catch (error) {
    throw refusal(path, error)
  }
}

function closeAll(opened: OpenedDatabase, lock: { release(): void }): void {
  try {
    opened.close()
  } finally {
    lock.release()
  }
}

/** One name per file, whichever way it is reached, so that all ways meet at one lock. Private: it holds the key. */
function realFile(path: string): string {
  mkdirSync(dirname(path), { recursive: true })
  closeSync(openSync(path, 'a', 0o600))
  const real = realpathSync(path)
  return join(dirname(real), basename(real))
}

function openChecked(path: string, fileBytes: number | null): OpenedDatabase {
  const database = new Database(openConnection(path))
  try {
    // Checkpoints are taken between commits (group-commit.ts), never inside one.
    database.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA busy_timeout = 5000;
      PRAGMA wal_autocheckpoint = 0; PRAGMA journal_size_limit = 67108864; PRAGMA cache_size = -32768;
      PRAGMA temp_store = MEMORY; PRAGMA trusted_schema = OFF`)
    if (fileBytes !== null) database.exec(`PRAGMA max_page_count = ${Math.max(1, Math.floor(fileBytes / pageBytes))}`)
    quickCheck(path, database)
    const fingerprintKey = ensureFormat(database)
    releaseLeases(database)
    return { database, fingerprintKey, close: () => database.close() }
  } catch (error) {
    database.close()
    throw error
  }
}

function quickCheck(path: string, database: Database): void {
  const row = database.get('PRAGMA quick_check(1)')
  if (row === undefined || text(row, 'quick_check') !== 'ok') {
    throw new StoreRefused('damaged', `${path} is damaged: quick_check expected "ok"; restore it from a backup`)
  }
}

function refusal(path: string, error: unknown): unknown {
  if (error instanceof StoreRefused) return error
  if (isDamage(error)) return new StoreRefused('damaged', `${path}: ${unavailability(error)}`)
  const why = unavailability(error) ?? fileTrouble(error)
  return why === null ? error : new StoreRefused('unreachable', `${path}: ${why}`)
}

function fileTrouble(error: unknown): string | null {
  if (!(error instanceof Error) || !('code' in error) || !('syscall' in error)) return null
  return `${error.syscall} failed with ${error.code}`
}
