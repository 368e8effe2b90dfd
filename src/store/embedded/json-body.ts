import { storedJson } from '../stored-json.ts'
import type { Row } from './database.ts'
import { integer, text } from './rows.ts'

/** Version of the JSON in `body` columns; each row carries its own, so that a later version can read both. */
export const bodyFormat = 2

/** The value of a `body` column, as the type it was written from. */
export function readBody<T>(row: Row): T {
  const format = integer(row, 'format')
  if (format !== bodyFormat) throw new Error(`stored value: expected format ${bodyFormat}, saw ${format}`)
  return storedJson(text(row, 'body'))
}
