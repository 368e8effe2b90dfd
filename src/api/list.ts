import Type, { type TSchema } from 'typebox'
import type { Page } from '../store/contract.ts'
import type { AskDeps } from './api-deps.ts'
import { text } from './fields.ts'
import { cursorForm } from './parameters.ts'
import { type Answer, badParameter, ok } from './route.ts'

/** What every list takes. */
export const pageQuery = {
  limit: Type.Integer({ minimum: 1, maximum: 500, default: 50, description: 'Items in an answer, at most.' }),
  cursor: Type.Optional(
    Type.String({
      pattern: cursorForm,
      description: '`nextCursor` of the answer before, with the same filters.',
    }),
  ),
}

export function listOf<T extends TSchema>(item: T) {
  return Type.Object({ items: Type.Array(item, { description: 'This page.' }), nextCursor: nextCursorSchema })
}

/** Described as what it is where it is not null. */
export function nullable<T extends TSchema>(schema: T) {
  const description = descriptionOf(schema)
  return Type.Union([schema, Type.Null()], description === null ? {} : { description })
}

function descriptionOf(schema: object): string | null {
  return 'description' in schema && typeof schema.description === 'string' ? schema.description : null
}

export const nextCursorSchema = nullable(text('`cursor` of the next page; null on the last one.'))

interface PageQuery {
  readonly limit: number
  readonly cursor?: string
}

/** One page: opens the client's cursor, reads, shows each item, seals the next cursor for the same filters. */
export async function answerPage<T, S, Q extends PageQuery>(
  name: string,
  query: Q,
  deps: Pick<AskDeps, 'seal' | 'tenant'>,
  read: (from: { readonly cursor?: string }) => Promise<Page<T>>,
  show: (item: T) => S,
): Promise<Answer<{ items: S[]; nextCursor: string | null }>> {
  const scope = scopeOf(name, deps.tenant, query)
  const opened = query.cursor === undefined ? undefined : deps.seal.open(scope, query.cursor)
  if (opened === null) return badParameter('cursor', 'must be the nextCursor of this list with the same filters')
  const { items, nextCursor } = await read(opened === undefined ? {} : { cursor: opened })
  return ok({
    items: items.map(show),
    nextCursor: nextCursor === null ? null : deps.seal.close(scope, nextCursor),
  })
}

/** All filters count, in any order; the number of items may change from page to page. */
function scopeOf(name: string, tenant: string, query: object): string {
  const filters = Object.entries(query).filter(([key]) => key !== 'limit' && key !== 'cursor')
  return JSON.stringify([name, tenant, filters.sort(([a], [b]) => (a < b ? -1 : 1))])
}

/** A page of what is there as a whole. The cursor has been sealed, so it is one of these. */
export function pageOf<T>(found: readonly T[], limit: number, { cursor = '0' }: { readonly cursor?: string }): Page<T> {
  const start = Number(cursor)
  const end = start + limit
  return { items: found.slice(start, end), nextCursor: end < found.length ? String(end) : null }
}
