import type { Engine } from './engine.ts'
import { integer } from './rows.ts'

/** `unfed_runs`: healthy runs that found no place in a baseline; `lost_*`: dropped at a bound, before their time. */
export type Tally = 'cut_facts' | 'late_facts' | 'unfed_runs' | 'lost_events' | 'lost_dead_letters'

/** Adds to a tally that follows no rows. */
export function tally({ database }: Engine, name: Tally, by: number): void {
  if (by > 0) database.run('UPDATE tallies SET value = value + ? WHERE name = ?', by, name)
}

/** The next number in the order of changes. */
export function nextChange({ database }: Engine): number {
  const row = database.get(`UPDATE tallies SET value = value + 1 WHERE name = 'changes' RETURNING value`)
  if (row === undefined) throw new Error('tally changes: expected a row, saw none')
  return integer(row, 'value')
}
