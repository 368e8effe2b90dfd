const lastMs = Date.UTC(9999, 11, 31, 23, 59, 59, 999)

/** Unix milliseconds as RFC 3339 in UTC; what lies outside of years 1970 to 9999 is clamped, never an exception. */
export function rfc3339(ms: number): string {
  const whole = Number.isFinite(ms) ? Math.trunc(ms) : 0
  return new Date(Math.min(lastMs, Math.max(0, whole))).toISOString()
}

/** Unix microseconds as RFC 3339 in UTC with six digits, so that steps of the same millisecond keep their order. */
export function rfc3339Micros(us: number): string {
  const whole = Number.isFinite(us) ? Math.max(0, Math.trunc(us)) : 0
  const micros = String(whole % 1000).padStart(3, '0')
  return rfc3339(Math.floor(whole / 1000)).replace('Z', `${micros}Z`)
}
