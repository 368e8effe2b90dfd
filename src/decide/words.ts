/** `1 run`, `12,000 runs`. */
export function count(value: number, noun: string): string {
  return `${number(value)} ${noun}${value === 1 ? '' : 's'}`
}

/** At most two digits after the point, thousands grouped; the same on any machine, whatever its locale. */
export function number(value: number): string {
  return decimal.format(Number.isFinite(value) ? value : 0)
}

export function percent(share: number): string {
  return `${number(Math.round(share * 1000) / 10)} %`
}

/** `retry_storm` as a reader says it. */
export function spoken(name: string): string {
  return name.replaceAll('_', ' ')
}

const decimal = new Intl.NumberFormat('en-US', { maximumFractionDigits: 2 })
