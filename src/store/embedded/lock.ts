import { closeSync, openSync } from 'node:fs'
import { StoreRefused } from '../refused.ts'
import { openConnection } from './database.ts'
import { isBusy } from './sqlite-error.ts'

/**
 * Holds `<path>.lock` for as long as the process lives. The lock is the operating system's (through SQLite, as Node has
 * no file locks), so one left by a kill is no lock; the file itself stays and means nothing.
 */
export function lockStore(path: string): { release(): void } {
  closeSync(openSync(lockPath(path), 'a', 0o600))
  const connection = openConnection(lockPath(path))
  try {
    connection.exec('PRAGMA busy_timeout = 0; PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE')
  } catch (error) {
    connection.close()
    if (!isBusy(error)) throw error
    throw new StoreRefused(
      'locked',
      `another process has the store ${path} open; the embedded store serves one process`,
    )
  }
  return { release: () => connection.close() }
}

export function lockPath(path: string): string {
  return `${path}.lock`
}
