import type { Io } from './io.ts'
import { type Color, type Paint, paintWith } from './paint.ts'
import { printable } from './printable.ts'
import { type Column, table } from './table.ts'
import { textWidth } from './text-width.ts'

/** A page for people, built top down: headings, pairs of a name and its value, tables, lines. Everything is printable. */
export interface Page {
  heading(text: string): void
  line(text: string, color?: Color): void
  /** Names are padded to one width; a pair without a value is left out. */
  pairs(pairs: readonly (readonly [name: string, value: string | null])[]): void
  table<T>(columns: readonly Column<T>[], items: readonly T[]): void
  /** A section of its own, left out where it would be empty. */
  section(title: string, size: number, write: () => void): void
  text(): string
}

export function createPage(io: Pick<Io, 'columns' | 'colors'>): Page {
  const lines: string[] = []
  const paint: Paint = paintWith(io.colors)
  const inner = { ...io, columns: io.columns === null ? null : io.columns - indent.length }
  const page: Page = {
    heading: (text) => void lines.push(paint('bold', printable(text))),
    line: (text, color) => void lines.push(indent + paint(color ?? null, printable(text))),
    pairs: (pairs) => {
      const told = pairs.flatMap(([name, value]) => (value === null || value === '' ? [] : [[name, value] as const]))
      const width = Math.max(0, ...told.map(([name]) => textWidth(name)))
      for (const [name, value] of told) {
        lines.push(`${indent}${paint('dim', name.padEnd(width))}  ${printable(value)}`)
      }
    },
    table: (columns, items) => {
      const rows = table(columns, items, inner).trimEnd().split('\n')
      lines.push(...rows.map((row) => indent + row))
    },
    section: (title, size, write) => {
      if (size === 0) return
      lines.push('')
      page.heading(title)
      write()
    },
    text: () => `${lines.join('\n')}\n`,
  }
  return page
}

const indent = '  '
