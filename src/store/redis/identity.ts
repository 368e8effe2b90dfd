/** Which store this is: its id, its fingerprint key, its format. Made once, by whoever comes first. */
import { randomBytes } from 'node:crypto'
import { StoreUnavailable } from '../contract.ts'
import { StoreRefused } from '../refused.ts'
import type { RedisClient } from './client.ts'
import type { Keys } from './keys.ts'
import { faultOfMarkers, fixedMarkers, markSlot } from './markers.ts'
import { loadScript } from './script.ts'

export const storeFormat = 1

export interface Identity {
  readonly id: string
  readonly fingerprintKey: string
}

const openStore = loadScript('opening/open-store')
const allMarked = loadScript('opening/all-marked')

/**
 * Throws StoreRefused, and has written nothing, when the store is of a later version or not ours; StoreUnavailable when a
 * part of it is gone.
 */
export async function identify(client: RedisClient, keys: Keys): Promise<Identity> {
  const fresh = [randomBytes(16).toString('hex'), randomBytes(32).toString('hex'), storeFormat]
  const answer = await client.run(openStore, [keys.registry('store')], fresh)
  const [id, fingerprintKey, format, marked] = Array.isArray(answer) ? answer : []
  const number = Number(format)
  if (typeof id !== 'string' || typeof fingerprintKey !== 'string' || !Number.isInteger(number) || number < 1)
    throw new StoreRefused('foreign', 'the keys in this Redis are not those of a Promontory store')
  if (number > storeFormat)
    throw new StoreRefused(
      'newer_format',
      `the store in Redis has format ${number}; this version knows formats up to ${storeFormat}`,
    )
  if (marked === '1') await seeMarks(client, keys, id)
  else await markAll(client, keys, id)
  return { id, fingerprintKey }
}

async function seeMarks(client: RedisClient, keys: Keys, id: string): Promise<void> {
  const read = (key: string) => client.read('get', key).then((seen) => (typeof seen === 'string' ? seen : null))
  const fault = await faultOfMarkers(read, keys, id)
  if (fault !== null) throw new StoreUnavailable(fault)
}

/** A store that was just made; or one whose maker died over it. */
async function markAll(client: RedisClient, keys: Keys, id: string): Promise<void> {
  const ids = await Promise.all(fixedMarkers(keys).map((marker) => markSlot(client, marker, id)))
  if (ids.some((one) => one !== id))
    throw new StoreRefused('foreign', 'this Redis has slots of another Promontory store than the one it names')
  await client.run(allMarked, [keys.registry('store')], [id])
}
