import { parseTime } from '../api/time.ts'
import { readDuration } from '../config/read-duration.ts'
import { CliFailure, exit } from './exit.ts'

/**
 * A time as an option has it: so long before or after now (`7d`), or RFC 3339. Answers RFC 3339.
 *
 * @throws CliFailure that names the option.
 */
export function readWhen(option: string, text: string, nowMs: number, direction: 'ago' | 'ahead'): string {
  const durationMs = readDuration(text)
  const ms = durationMs === null ? parseTime(text) : direction === 'ago' ? nowMs - durationMs : nowMs + durationMs
  if (ms !== null && Math.abs(ms) <= msMax) return new Date(ms).toISOString()
  throw new CliFailure(
    `${option}: expected a duration such as 24h or 7d, or a time such as 2026-11-23T08:00:00Z`,
    exit.wrongUse,
  )
}

/** The last millisecond of the year 9999. */
const msMax = 253_402_300_799_999
