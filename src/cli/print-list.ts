import { CliFailure, exit } from './exit.ts'
import type { Io } from './io.ts'
import type { Listed } from './list-page.ts'
import { printableJson } from './printable.ts'
import { type Column, table } from './table.ts'

/** Prints what was listed. Nothing found is an answer of its own: exit code 1, with what was looked for. */
export function printList<T>(listed: Listed<T>, { io, json, columns, nothing }: ListPrint<T>): void {
  if (json) io.out(`${printableJson(listed)}\n`)
  else if (listed.items.length > 0) io.out(table(columns, listed.items, io))
  if (listed.items.length === 0) throw new CliFailure(nothing, exit.no)
  if (!json && listed.nextCursor !== null) io.note(`${listed.items.length} shown, there are more (--limit)\n`)
}

export interface ListPrint<T> {
  readonly io: Io
  readonly json: boolean
  readonly columns: readonly Column<T>[]
  readonly nothing: string
}
