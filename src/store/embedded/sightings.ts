import type { Row } from './database.ts'
import type { Engine } from './engine.ts'
import { integer, text } from './rows.ts'

/** Drops sightings, and the runs that outlived their ledger only as exemplars of these. */
export function forgetSightings({ database }: Engine, sightings: readonly Row[]): void {
  for (const row of sightings) {
    const trace = integer(row, 'trace')
    const runId = text(row, 'run_id')
    database.run(
      'DELETE FROM sightings WHERE pattern = ? AND trace = ? AND run_id = ?',
      integer(row, 'pattern'),
      trace,
      runId,
    )
    database.run(
      `DELETE FROM runs WHERE trace = ?1 AND run_id = ?2 AND frozen = 1
         AND NOT EXISTS (SELECT 1 FROM sightings AS s WHERE s.trace = ?1 AND s.run_id = ?2)`,
      trace,
      runId,
    )
  }
}
