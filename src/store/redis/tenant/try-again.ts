import { StoreUnavailable } from '../../contract.ts'

const triesMax = 20

/**
 * Reads and chooses anew until what was chosen on still stood when it was written; `again` says that it did not. Somebody
 * else got on each time, so this ends unless very many write at once.
 */
export async function untilStanding<T>(tryOnce: () => Promise<T | 'again'>): Promise<T> {
  for (let tries = 1; tries <= triesMax; tries += 1) {
    const done = await tryOnce()
    if (done !== 'again') return done
  }
  throw new StoreUnavailable('what is to be decided on changes all the time')
}
