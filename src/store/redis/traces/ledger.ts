/** What is remembered of a trace's last commit: its ledger, the runs it fed and the runs it has in lists. */
import type { RunContribution } from '../../../pattern/contribution.ts'
import type { Place } from '../keys.ts'
import type { RunEntry } from '../row.ts'
import { pack, unpack } from './body.ts'
import type { TraceEngine } from './engine.ts'

export interface Ledger {
  readonly runs: readonly RunContribution[]
  /** Runs that have fed a baseline: each does so once. */
  readonly fed: readonly string[]
  /** In the order of the commit. */
  readonly entries: readonly RunEntry[]
}

export const emptyLedger: Ledger = { runs: [], fed: [], entries: [] }

export async function readLedger({ client, keys }: TraceEngine, place: Place): Promise<Ledger> {
  const body = await client.readRaw('hget', keys.ledger(place), 'body')
  return Buffer.isBuffer(body) ? unpack(body) : emptyLedger
}

export function writeLedger(ledger: Ledger): Buffer {
  return pack(ledger)
}
