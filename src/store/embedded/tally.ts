import type { Engine } from './engine.ts'
import { integer } from './rows.ts'

/** `unfed_runs`: healthy runs that found no place in a baseline; `lost_*`: dropped at a bound, before their time. */
export type Tally = 'cut_facts' | 'late_facts' | 'unfed_runs' | 'overflow_runs' | 'lost_events' | 'lost_dead_letters'

/** Adds to a tally of a tenant that follows no rows; never below zero. */
export function tally({ database }: Engine, tenant: string, name: Tally, by: number): void {
  if (by === 0) return
  database.run(
    `INSERT INTO tallies (tenant, name, value) VALUES (?1, ?2, max(0, ?3))
     ON CONFLICT DO UPDATE SET value = max(0, value + ?3)`,
    tenant,
    name,
    by,
  )
}

/** The next number in the order of changes, of all tenants. */
export function nextChange({ database }: Engine): number {
  const row = database.get('UPDATE changes SET number = number + 1 RETURNING number')
  if (row === undefined) throw new Error('changes: expected a row, saw none')
  return integer(row, 'number')
}
