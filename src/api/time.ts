/** RFC 3339, section 5.6: a date and time with an offset. Linear, and every part has a fixed width but the fraction. */
const dateTime =
  /^(\d{4})-(\d{2})-(\d{2})[Tt](?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,9})?(?:[Zz]|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/

/** Unix milliseconds, or null where the text is no RFC 3339 time (a day that its month does not have is none). */
export function parseTime(text: string): number | null {
  const [, year, month, day] = dateTime.exec(text)?.map(Number) ?? []
  if (year === undefined || month === undefined || day === undefined) return null
  if (month < 1 || month > 12 || day < 1 || day > daysIn(year, month)) return null
  const ms = Date.parse(text.toUpperCase())
  return Number.isNaN(ms) ? null : ms
}

function daysIn(year: number, month: number): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate()
}

export const expectedTime = 'must be a time as RFC 3339 has it, such as 2026-11-23T08:00:00Z (a + is written %2B)'
