/** Which store this is: its id, its fingerprint key, its format. Made once, by whoever comes first. */
import { randomBytes } from 'node:crypto'
import { StoreRefused } from '../refused.ts'
import type { RedisClient } from './client.ts'
import type { Keys } from './keys.ts'
import { loadScript } from './script.ts'

export const storeFormat = 1

export interface Identity {
  readonly id: string
  readonly fingerprintKey: string
}

const openStore = loadScript('open-store')

/** Throws StoreRefused, and has written nothing, when the store is of a later version or not ours. */
export async function identify(client: RedisClient, keys: Keys): Promise<Identity> {
  const fresh = [randomBytes(16).toString('hex'), randomBytes(32).toString('hex'), storeFormat]
  const answer = await client.run(openStore, [keys.registry('store')], fresh)
  const [id, fingerprintKey, format] = Array.isArray(answer) ? answer : []
  const number = Number(format)
  if (typeof id !== 'string' || typeof fingerprintKey !== 'string' || !Number.isInteger(number) || number < 1)
    throw new StoreRefused('foreign', 'the keys in this Redis are not those of a Promontory store')
  if (number > storeFormat)
    throw new StoreRefused(
      'newer_format',
      `the store in Redis has format ${number}; this version knows formats up to ${storeFormat}`,
    )
  return { id, fingerprintKey }
}
