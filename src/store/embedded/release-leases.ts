/**
 * release-leases: makes every trace due that the process before this one had claimed. The lock says that it is gone, so
 * nobody waits for its leases to run out. The attempts stay counted.
 */
import type { Database } from './database.ts'

export function releaseLeases(database: Database): void {
  database.exec('UPDATE traces SET due_ms = wanted_ms, leased = 0 WHERE leased = 1')
}
