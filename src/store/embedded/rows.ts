import type { Row } from './database.ts'

/** Readers of columns. The tables are STRICT, so a wrong type here is a bug in the SQL and named as one. */
export function integer(row: Row, column: string): number {
  const value = row[column]
  if (typeof value === 'number') return value
  throw new Error(`column ${column}: expected a number, saw ${kindOf(value)}`)
}

export function integerOrNull(row: Row, column: string): number | null {
  return row[column] === null ? null : integer(row, column)
}

export function text(row: Row, column: string): string {
  const value = row[column]
  if (typeof value === 'string') return value
  throw new Error(`column ${column}: expected text, saw ${kindOf(value)}`)
}

export function textOrNull(row: Row, column: string): string | null {
  return row[column] === null ? null : text(row, column)
}

/** Columns with a closed list of words, which only our own statements write. */
export function word<T extends string>(row: Row, column: string): T {
  return text(row, column) as T
}

export function flag(row: Row, column: string): boolean {
  return integer(row, column) !== 0
}

export function bit(value: boolean): 0 | 1 {
  return value ? 1 : 0
}

function kindOf(value: Row[string] | undefined): string {
  return value === null ? 'null' : typeof value
}
