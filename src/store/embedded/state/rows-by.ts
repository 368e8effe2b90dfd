import type { SQLInputValue } from 'node:sqlite'
import type { Database, Row } from '../database.ts'

const pageRows = 200

/** All rows of a table in the order of a key that no two of them share, some in memory at a time. */
export function* rowsBy(database: Database, table: string, key: readonly string[]): Generator<Row> {
  const order = key.join(', ')
  const after = `(${order}) > (${key.map(() => '?').join(', ')})`
  let last: readonly SQLInputValue[] | null = null
  for (;;) {
    const where: string = last === null ? '' : `WHERE ${after}`
    const rows: readonly Row[] = database.all(
      `SELECT * FROM ${table} ${where} ORDER BY ${order} LIMIT ${pageRows}`,
      ...(last ?? []),
    )
    yield* rows
    const end = rows.at(-1)
    if (end === undefined || rows.length < pageRows) return
    last = key.map((column) => end[column] ?? null)
  }
}
