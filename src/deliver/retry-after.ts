/** Nobody can make us wait longer than the longest step of our own schedule. */
const waitMsMax = 10 * 3_600_000

/** The milliseconds of a Retry-After header (RFC 9110, 10.2.3): seconds or a date; null when it is neither. */
export function retryAfterMs(header: string | null, nowMs: number): number | null {
  if (header === null) return null
  const text = header.trim()
  const ms = /^\d{1,15}$/.test(text) ? Number(text) * 1_000 : httpDateMs(text) - nowMs
  return Number.isNaN(ms) ? null : Math.min(waitMsMax, Math.max(0, ms))
}

/** Dates of HTTP end in GMT; what else `Date.parse` can read depends on where this machine stands. */
function httpDateMs(text: string): number {
  return text.length <= 40 && text.endsWith(' GMT') ? Date.parse(text) : Number.NaN
}
