/**
 * release-leases: makes traces due that the process before this one had claimed, and lets go of its sinks. The lock says
 * that it is gone, so nobody waits for its leases to run out. The attempts stay counted; a trace that was claimed often
 * keeps its lease, so that one which ends its process does not do so again and again at once, and restarts in a row
 * quarantine no innocent one.
 */
import type { Database } from './database.ts'

const attemptsReleased = 2

export function releaseLeases(database: Database): void {
  database.run('UPDATE sinks SET holder = NULL WHERE holder IS NOT NULL')
  database.run('UPDATE traces SET due_ms = wanted_ms, leased = 0 WHERE leased = 1 AND attempts <= ?', attemptsReleased)
}
