import type { Command } from 'commander'
import Type, { type Static, type TSchema } from 'typebox'
import type { Api, Query } from './api.ts'
import { wholeNumber } from './whole-number.ts'

export interface ListOptions {
  readonly limit: number
  readonly cursor?: string
}

export interface Listed<T> {
  readonly items: readonly T[]
  readonly nextCursor: string | null
}

export function addListOptions(command: Command): Command {
  return command
    .option('--limit <n>', 'items at most', wholeNumber(1, 10_000), 50)
    .option('--cursor <cursor>', '`nextCursor` of an answer before, with the same filters')
}

const pageMax = 500

/** As many items as asked for, over as many pages as it takes. */
export async function listItems<T extends TSchema>(
  api: Api,
  item: T,
  path: string,
  { limit, cursor, ...filters }: Query & ListOptions,
): Promise<Listed<Static<T>>> {
  const shape = Type.Object({ items: Type.Array(item), nextCursor: Type.Union([Type.String(), Type.Null()]) })
  const items: Static<T>[] = []
  let next = cursor ?? null
  do {
    const page: Listed<Static<T>> = await api.get(shape, path, {
      ...filters,
      limit: Math.min(pageMax, limit - items.length),
      cursor: next ?? undefined,
    })
    items.push(...page.items)
    next = page.nextCursor
    if (page.items.length === 0) break
  } while (next !== null && items.length < limit)
  return { items, nextCursor: next }
}
