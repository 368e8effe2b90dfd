import type { CountPoint } from '../../../pattern/pattern.ts'
import { bucketMs, bucketStart } from '../../../pattern/window.ts'
import type { CountQuery } from '../../contract.ts'
import { excessOf, noAmounts } from './amounts.ts'
import { agentOwner, bucketsIn } from './buckets.ts'
import { patternRecords } from './pattern-record.ts'
import type { Slot } from './slot.ts'

/** The API asks for 31 days at most: as many minutes as that. */
const pointsMax = 31 * 24 * 60 + 1

/** counts: every bucket that overlaps [fromMs, toMs), oldest first; zeros where nothing is counted. */
export async function patternCounts(slot: Slot, query: CountQuery): Promise<readonly CountPoint[]> {
  const { resolution, toMs } = query
  const widthMs = bucketMs[resolution]
  const firstMs = bucketStart(query.fromMs, resolution)
  const points = Math.max(0, Math.ceil((toMs - firstMs) / widthMs))
  if (!(points <= pointsMax)) throw new RangeError(`counts: expected at most ${pointsMax} buckets, saw ${points}`)
  const range = { resolution, fromMs: firstMs, toMs: toMs - 1 }
  const [pattern] = await patternRecords(slot, [query.signature])
  const [own, agents] =
    pattern === undefined
      ? [new Map(), new Map()]
      : await Promise.all([bucketsIn(slot, ['p', pattern.id], range), bucketsIn(slot, agentOwner(pattern), range)])
  return Array.from({ length: points }, (_, index) => {
    const startMs = firstMs + index * widthMs
    const amounts = own.get(startMs) ?? noAmounts
    return { startMs, runs: amounts.runs, agentRuns: agents.get(startMs)?.runs ?? 0, excess: excessOf(amounts) }
  })
}
