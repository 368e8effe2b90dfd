import { BadCursor } from './contract.ts'

/** Where a page ended: the sort key of its last item, then its id. */
export type Position = readonly [sortedBy: string, key: number, id: string]

const cursorCharsMax = 512

export function writeCursor(position: Position): string {
  return Buffer.from(JSON.stringify(position)).toString('base64url')
}

/** Null without a cursor; throws BadCursor for a forged one. */
export function readCursor(cursor: string | undefined, sortedBy: string): Position | null {
  if (cursor === undefined) return null
  if (cursor.length > cursorCharsMax) throw badCursor()
  const [order, key, id, ...more] = parts(cursor)
  if (order !== sortedBy || typeof key !== 'number' || typeof id !== 'string' || more.length > 0) throw badCursor()
  return [order, key, id]
}

function badCursor(): BadCursor {
  return new BadCursor('cursor: expected the nextCursor of the page before, for the same order')
}

function parts(cursor: string): readonly unknown[] {
  try {
    const value: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString())
    return Array.isArray(value) ? value : []
  } catch {
    return []
  }
}
