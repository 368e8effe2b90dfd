import { units } from '../../count/units.ts'
import { bucketMs } from '../../pattern/window.ts'
import type { Engine } from './engine.ts'

/** How bad the runs of a pattern were, 0 to 1: mean severity, halved where no run failed. */
const risk = `coalesce(sum(severity) / ${units.severity.perOne} / sum(runs) * (1 + 1.0 * sum(failed) / sum(runs)) / 2, 0)`

/**
 * Brings what a pattern shows in line with its buckets and sightings. First and last seen keep what is known of
 * sightings whose ledgers are gone; a pattern without any sighting keeps what it showed.
 */
export function refreshPattern({ database }: Engine, pattern: number): void {
  database.run(
    `UPDATE patterns SET (runs, usd, risk) =
       (SELECT coalesce(sum(runs), 0), coalesce(sum(usd), 0), ${risk}
        FROM pattern_counts WHERE pattern = ?1 AND width_ms = ?2)
     WHERE id = ?1`,
    pattern,
    bucketMs.day,
  )
  database.run(
    `UPDATE patterns SET
       first_seen_ms = coalesce(
         (SELECT min(ms) FROM (SELECT frozen_first_ms AS ms UNION ALL
            SELECT min(counted_ms) FROM sightings WHERE pattern = ?1)), first_seen_ms),
       last_seen_ms = coalesce(
         (SELECT max(ms) FROM (SELECT frozen_last_ms AS ms UNION ALL
            SELECT max(counted_ms) FROM sightings WHERE pattern = ?1)), last_seen_ms),
       explanation = coalesce(
         (SELECT explanation FROM sightings WHERE pattern = ?1 ORDER BY counted_ms DESC, run_id DESC LIMIT 1),
         explanation)
     WHERE id = ?1`,
    pattern,
  )
}
