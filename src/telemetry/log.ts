import pino, { type Logger } from 'pino'

export type { Logger }

/** Logs are JSON on standard error: standard output carries the listening line and the events. */
export function createLog(level: string): Logger {
  return pino({ name: 'promontory', level }, pino.destination({ fd: 2, sync: true }))
}
