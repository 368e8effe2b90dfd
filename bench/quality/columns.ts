/** Lines of right-aligned columns; the first one is aligned to the left. */
export function columns(rows: readonly (readonly string[])[]): readonly string[] {
  const widths: number[] = []
  for (const row of rows) for (const [at, cell] of row.entries()) widths[at] = Math.max(widths[at] ?? 0, cell.length)
  return rows.map((row) =>
    row
      .map((cell, at) => (at === 0 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0)))
      .join('  ')
      .trimEnd(),
  )
}

export function percent(share: number | null): string {
  return share === null ? '-' : `${(share * 100).toFixed(1)}%`
}

export function decimal(value: number | null, digits = 2): string {
  return value === null ? '-' : value.toFixed(digits)
}

/** With its sign; what rounds to nothing is shown as nothing. */
export function signed(value: number | null, digits = 3): string {
  if (value === null) return '-'
  const text = value.toFixed(digits)
  if (Number(text) === 0) return '.'
  return value > 0 ? `+${text}` : text
}
