/** The mark that each slot of a store bears: its id. A slot without it was emptied, or is none of this store's. */
import type { RedisClient } from './client.ts'
import { type Keys, partitions } from './keys.ts'
import { loadScript } from './script.ts'

const markSlotScript = loadScript('opening/mark-slot')

/** Of the slots that every store has; a tenant's slot is marked when it is first written to. */
export function fixedMarkers(keys: Keys): readonly string[] {
  const ofPartitions = Array.from({ length: partitions }, (_, partition) => keys.partition(partition, 'due'))
  return [keys.registry('store'), ...ofPartitions].map(keys.marker)
}

/** Answers the id that the slot bears now. */
export async function markSlot(client: RedisClient, marker: string, id: string): Promise<string> {
  return String(await client.run(markSlotScript, [marker], [id]))
}

/** What is wrong with the slots that every store has; null when all bear the id. */
export async function faultOfMarkers(
  read: (key: string) => Promise<string | null>,
  keys: Keys,
  id: string,
): Promise<string | null> {
  const seen = await Promise.all(fixedMarkers(keys).map(read))
  if (seen.some((one) => one !== null && one !== id)) return 'Redis has another store than the one that was opened'
  const missing = seen.filter((one) => one === null).length
  if (missing === 0) return null
  if (missing === seen.length) return 'Redis was emptied: the store is gone from it'
  return `a part of Redis was emptied: ${missing} of ${seen.length} slots of the store have lost their mark`
}
