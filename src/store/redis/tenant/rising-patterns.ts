/**
 * rise: runs of the last day against the mean of the seven days before, one added to both, so that a first run is a rise
 * of two and not of infinity. The last day ends with the hour of the tenant's newest run: a store has no clock. What was
 * not seen for eight days rises by one, so only what was seen has its hours read.
 */
import { bucketMs } from '../../../pattern/window.ts'
import type { Ranked } from './descending.ts'
import { patternRecords } from './pattern-record.ts'
import { listOf, numberOf, pairsOf } from './replies.ts'
import type { Slot } from './slot.ts'
import { tenantScript } from './tenant-script.ts'

const hourRuns = tenantScript('hour-runs', 'reads')
const perCall = 32

export async function* risingPatterns(
  slot: Slot,
  after: Ranked | null,
  pieces: number,
): AsyncGenerator<readonly Ranked[]> {
  const ranked = (await allRises(slot))
    .sort(highestFirst)
    .filter((one) => after === null || highestFirst(after, one) < 0)
  for (let from = 0; from < ranked.length; from += pieces) yield ranked.slice(from, from + pieces)
}

function highestFirst(a: Ranked, b: Ranked): number {
  return b.score - a.score || (a.member < b.member ? 1 : a.member > b.member ? -1 : 0)
}

async function allRises(slot: Slot): Promise<Ranked[]> {
  const toHour = Math.floor((await newestMs(slot)) / bucketMs.hour) + 1
  const seen = pairsOf(await slot.read('zrange', 'byLast', 0, -1, 'WITHSCORES'))
  const weekBeforeMs = (toHour - 8 * 24) * bucketMs.hour
  const recent = seen.filter(([, ms]) => Number(ms) >= weekBeforeMs).map(([signature]) => signature)
  const silent = seen.filter(([, ms]) => Number(ms) < weekBeforeMs)
  const rises = await risesOf(slot, recent, toHour)
  return [...rises, ...silent.map(([member]) => ({ member, score: 1 }))]
}

async function newestMs(slot: Slot): Promise<number> {
  const newest = await Promise.all([
    slot.read('zrevrange', 'runsByTime', 0, 0, 'WITHSCORES'),
    slot.read('zrevrange', 'byLast', 0, 0, 'WITHSCORES'),
  ])
  return Math.max(0, ...newest.flatMap(pairsOf).map(([, ms]) => Number(ms)))
}

async function risesOf(slot: Slot, signatures: readonly string[], toHour: number): Promise<readonly Ranked[]> {
  const rises: Ranked[] = []
  for (let from = 0; from < signatures.length; from += perCall) {
    const records = await patternRecords(slot, signatures.slice(from, from + perCall))
    const ids = records.map(({ id }) => id)
    const runs = listOf(await slot.run(hourRuns, toHour - 8 * 24, toHour - 24, toHour, ...ids)).map(numberOf)
    rises.push(
      ...records.map(({ signature }, index) => {
        return { member: signature, score: ((runs[2 * index + 1] ?? 0) + 1) / ((runs[2 * index] ?? 0) / 7 + 1) }
      }),
    )
  }
  return rises
}
