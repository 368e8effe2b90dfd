/** `3 runs`, `1 run`. */
export function counted(count: number, noun: string, nouns = `${noun}s`): string {
  return `${count} ${count === 1 ? noun : nouns}`
}

/** `94,016,553`: as scorecards write large numbers. */
export function grouped(count: number): string {
  return grouping.format(count)
}

const grouping = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 })

/** A count with its denominator. */
export function ofAll(count: number, all: number): string {
  return `${count} of ${all}`
}

/** A whole percentage; never 0 or 100 where it is neither. */
export function percent(part: number, whole: number): string {
  if (whole <= 0) return '–'
  const rounded = Math.round((100 * part) / whole)
  if (rounded === 0 && part > 0) return '<1 %'
  if (rounded === 100 && part < whole) return '>99 %'
  return `${rounded} %`
}

/** A time of the API to the second, in UTC. */
export function shortTime(time: string): string {
  return time.replace('T', ' ').replace(/(?:\.\d+)?Z$/, 'Z')
}

export function durationWords(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)} s`
  if (ms < 7_200_000) return `${(ms / 60_000).toFixed(1)} min`
  return `${(ms / 3_600_000).toFixed(1)} h`
}
