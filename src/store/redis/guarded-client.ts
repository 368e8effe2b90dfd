/**
 * Writes go to the store that was opened and to no other: with each guarded script goes the marker of its slot and the id
 * that it must have (scripts/shared/guard.lua), so that a Redis which was emptied or exchanged refuses at once. A slot of
 * a tenant gets its marker when it is first written to; the slots that every store has got theirs when it was made.
 */
import { StoreUnavailable } from '../contract.ts'
import type { RedisClient } from './client.ts'
import { WrongSlot } from './errors.ts'
import type { Identity } from './identity.ts'
import type { Keys } from './keys.ts'
import { faultOfMarkers, fixedMarkers, markSlot } from './markers.ts'
import type { Script } from './script.ts'

export interface Guard {
  readonly keys: Keys
  readonly identity: Pick<Identity, 'id'>
  /** Told when a slot is not the store's. */
  lost(): void
}

export function guardedClient(client: RedisClient, { keys, identity, lost }: Guard): RedisClient {
  const fixed = new Set(fixedMarkers(keys))
  const marked = (key: string) => client.read('get', key).then((id) => (typeof id === 'string' ? id : null))

  const refuse = (reason: string): never => {
    lost()
    throw new StoreUnavailable(reason)
  }
  /** A tenant's slot without a mark is new, as long as the store itself is there. */
  const mend = async (marker: string, { has }: WrongSlot): Promise<void> => {
    if (has === 'another') refuse(otherReason)
    const fault = fixed.has(marker) ? goneReason : await faultOfMarkers(marked, keys, identity.id)
    if (fault !== null) refuse(fault)
    if ((await markSlot(client, marker, identity.id)) !== identity.id) refuse(otherReason)
  }
  const guarded = async <T>(script: Script, asked: readonly string[], run: Run<T>): Promise<T> => {
    if (!script.guarded) return run(asked, [])
    const marker = keys.marker(asked[0] ?? '')
    const attempt = () => run([...asked, marker], [identity.id])
    try {
      return await attempt()
    } catch (error) {
      if (!(error instanceof WrongSlot)) throw error
      await mend(marker, error)
    }
    return attempt().catch((error) => (error instanceof WrongSlot ? refuse(goneReason) : Promise.reject(error)))
  }

  return {
    ...client,
    run: (script, asked, args) => guarded(script, asked, (all, more) => client.run(script, all, [...args, ...more])),
    runRaw: (script, asked, args) =>
      guarded(script, asked, (all, more) => client.runRaw(script, all, [...args, ...more])),
  }
}

/** With what is added to the arguments. */
type Run<T> = (keys: readonly string[], more: readonly string[]) => Promise<T>

const goneReason = 'Redis was emptied: the store is gone from it'
const otherReason = 'Redis has another store than the one that was opened'
