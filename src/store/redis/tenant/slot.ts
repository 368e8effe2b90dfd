/** A tenant's slot as the verbs use it: scripts with all fixed keys, and reads by the name of a key. */
import type { Arg, ReadCommand, RedisClient, Reply } from '../client.ts'
import type { Keys } from '../keys.ts'
import type { Script } from '../script.ts'
import { createTellNews, type TellNews } from './news.ts'
import { type SlotKey, slotOf } from './tenant-keys.ts'

export interface Slot {
  readonly tenant: string
  /** Tells that there is something to do for the tenant. */
  tell(): Promise<void>
  run(script: Script, ...args: readonly Arg[]): Promise<Reply>
  read(command: ReadCommand, what: SlotKey, ...args: readonly Arg[]): Promise<Reply>
  /** A key of an agent, pattern, subject ...: what scripts make of the slot's beginning and these parts. */
  readAt(command: ReadCommand, parts: readonly (string | number)[], ...args: readonly Arg[]): Promise<Reply>
}

export type SlotOf = (tenant: string) => Slot

const slotsMax = 10_000

/** Tenants are few and asked for all the time, so their keys are put together once. */
export function createSlots(client: RedisClient, keys: Keys): SlotOf {
  const tell = createTellNews(client, keys)
  const known = new Map<string, Slot>()
  return (tenant) => {
    const slot = known.get(tenant) ?? createSlot(client, keys, tenant, tell)
    if (known.size >= slotsMax) known.clear()
    known.set(tenant, slot)
    return slot
  }
}

function createSlot(client: RedisClient, keys: Keys, tenant: string, tell: TellNews): Slot {
  const { keys: fixed, prefix } = slotOf(keys, tenant)
  return {
    tenant,
    tell: () => tell(tenant),
    run: (script, ...args) => client.run(script, fixed, [prefix, ...args]),
    read: (command, what, ...args) => client.read(command, keys.tenant(tenant, what), ...args),
    readAt: (command, parts, ...args) => client.read(command, `${prefix}${parts.join(':')}`, ...args),
  }
}
