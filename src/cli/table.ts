import type { Io } from './io.ts'
import { type Color, paintWith } from './paint.ts'
import { printable } from './printable.ts'
import { fitText, textWidth } from './text-width.ts'

export interface Column<T> {
  readonly title: string
  readonly cell: (item: T) => string
  readonly align?: 'right'
  /** Never cut: an identifier that somebody will copy. */
  readonly whole?: true
  readonly color?: (item: T) => Color | null
}

const gap = '  '
/** What a column is never made narrower than, where it has that much. */
const narrowest = 8

/** A table with a line of titles. Fits the terminal by cutting the widest columns; elsewhere nothing is cut. */
export function table<T>(
  columns: readonly Column<T>[],
  items: readonly T[],
  io: Pick<Io, 'columns' | 'colors'>,
): string {
  const paint = paintWith(io.colors)
  const cells = items.map((item) => columns.map((column) => printable(column.cell(item))))
  const widths = fittingWidths(columns, widthsOf(columns, cells), io.columns)
  const line = (texts: readonly string[], colorOf: (column: Column<T>) => Color | null) =>
    columns
      .map((column, at) => paint(colorOf(column), pad(texts[at] ?? '', widths[at] ?? 0, column)))
      .join(gap)
      .trimEnd()
  const titles = columns.map(({ title }) => title)
  const rows = items.map((item, row) => line(cells[row] ?? [], ({ color }) => color?.(item) ?? null))
  return `${[line(titles, () => 'dim'), ...rows].join('\n')}\n`
}

function widthsOf(columns: readonly Column<never>[], cells: readonly (readonly string[])[]): number[] {
  return columns.map(({ title }, at) =>
    cells.reduce((widest, row) => Math.max(widest, textWidth(row[at] ?? '')), textWidth(title)),
  )
}

/** Takes from the widest column that may be cut, one at a time, until the line fits or nothing more may be taken. */
function fittingWidths(
  columns: readonly Column<never>[],
  natural: readonly number[],
  most: number | null,
): readonly number[] {
  const widths = [...natural]
  if (most === null) return widths
  const total = () => widths.reduce((sum, width) => sum + width, gap.length * (widths.length - 1))
  for (let over = total() - most; over > 0; over = total() - most) {
    const at = widestCuttable(columns, widths)
    const width = widths[at]
    if (width === undefined) break
    widths[at] = Math.max(narrowest, width - over, secondWidest(columns, widths, at))
  }
  return widths
}

function widestCuttable(columns: readonly Column<never>[], widths: readonly number[]): number {
  let found = -1
  for (const [at, width] of widths.entries()) {
    if (columns[at]?.whole !== true && width > narrowest && width > (widths[found] ?? 0)) found = at
  }
  return found
}

/** Down to this all columns look alike, so that one step never takes more from one than from the next. */
function secondWidest(columns: readonly Column<never>[], widths: readonly number[], at: number): number {
  const width = widths[at] ?? 0
  const others = widths.filter((other, index) => index !== at && columns[index]?.whole !== true && other < width)
  return Math.min(width - 1, Math.max(narrowest, ...others))
}

function pad(text: string, width: number, { align, whole }: Column<never>): string {
  const shown = whole === true ? text : fitText(text, width)
  const blanks = ' '.repeat(Math.max(0, width - textWidth(shown)))
  return align === 'right' ? blanks + shown : shown + blanks
}
