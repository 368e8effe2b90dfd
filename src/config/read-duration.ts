const durationText = /^(\d{1,12}(?:\.\d{1,3})?)(ms|s|m|h|d)$/
const unitMs: ReadonlyMap<string, number> = new Map([
  ['ms', 1],
  ['s', 1000],
  ['m', 60_000],
  ['h', 3_600_000],
  ['d', 86_400_000],
])

/** Reads `250ms`, `15s`, `1.5m`, `1h` or `2d` into milliseconds; null for anything else. */
export function readDuration(text: string): number | null {
  const match = durationText.exec(text)
  const unit = unitMs.get(match?.[2] ?? '')
  return match === null || unit === undefined ? null : Math.round(Number(match[1]) * unit)
}

/** The shortest way to write whole milliseconds. */
export function writeDuration(ms: number): string {
  const fitting = [...unitMs].reverse().find(([, size]) => ms > 0 && ms % size === 0)
  return fitting === undefined ? `${ms}ms` : `${ms / fitting[1]}${fitting[0]}`
}
