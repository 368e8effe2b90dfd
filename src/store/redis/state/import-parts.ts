import type { Arg } from '../client.ts'
import type { Keys, Place } from '../keys.ts'
import type { SlotKey } from '../tenant/tenant-keys.ts'
import type { Writer } from './writer.ts'

/** What importing works with. */
export interface ImportParts {
  readonly writer: Writer
  readonly keys: Keys
  readonly lateWindowMs: number
}

/** Commands in the slot of a tenant. */
export function inSlot({ writer, keys }: ImportParts, tenant: string) {
  const tag = tenantTag(tenant)
  return {
    keyOf: (what: SlotKey) => keys.tenant(tenant, what),
    add: (name: string, what: SlotKey, ...words: readonly Arg[]) =>
      writer.add(tag, name, keys.tenant(tenant, what), ...words),
    addAt: (name: string, parts: readonly (string | number)[], ...words: readonly Arg[]) =>
      writer.add(tag, name, keys.tenant(tenant, ...toParts(parts)), ...words),
  }
}

export type InSlot = ReturnType<typeof inSlot>

function toParts(parts: readonly (string | number)[]): [string, ...(string | number)[]] {
  const [first = '', ...rest] = parts
  return [String(first), ...rest]
}

export function tenantTag(tenant: string): string {
  return `t ${tenant}`
}

export function partitionTag({ partition }: Pick<Place, 'partition'>): string {
  return `p ${partition}`
}

export const registryTag = 'registry'

/** What scripts read as JSON: lone surrogates, which Lua refuses, become the replacement character. */
export function wellFormedJson(value: unknown): string {
  return JSON.stringify(value, (_name, one: unknown) => (typeof one === 'string' ? one.toWellFormed() : one))
}
