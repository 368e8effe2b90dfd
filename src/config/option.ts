import Type from 'typebox'

/** How an option is written in YAML and in the environment. */
export type OptionForm = 'text' | 'endpoint' | 'duration' | 'integer' | 'number'

/**
 * What an option's schema carries beyond its type: the schema describes the value after reading (milliseconds, host and
 * port), the form how people write it.
 */
export interface OptionNotes {
  readonly form: OptionForm
  /** The default, as people would write it. */
  readonly fallback: string | number
  readonly unit: string
  readonly reason: string
  /** A secret is never shown, neither in a fault nor elsewhere. */
  readonly secret?: true
}

export interface Endpoint {
  readonly host: string
  readonly port: number
}

export function endpoint(fallback: string, reason: string) {
  const port = Type.Integer({ minimum: 0, maximum: 65_535 })
  const notes: OptionNotes = { form: 'endpoint', fallback, unit: 'host:port', reason }
  return Type.Object({ host: Type.String({ minLength: 1, maxLength: 255 }), port }, { ...notes })
}

/** A span of time. `minimum` and `maximum` are milliseconds. */
export function duration(fallback: string, bounds: { minimum: number; maximum: number }, reason: string) {
  const notes: OptionNotes = { form: 'duration', fallback, unit: 'ms, s, m, h or d', reason }
  return Type.Integer({ ...bounds, ...notes })
}

export function text(fallback: string, maxLength: number, unit: string, reason: string) {
  const notes: OptionNotes = { form: 'text', fallback, unit, reason }
  return Type.String({ minLength: 1, maxLength, ...notes })
}

/** A text that must not be shown; unset unless given. */
export function secretText(maxLength: number, unit: string, reason: string) {
  const notes: OptionNotes = { form: 'text', fallback: '', unit, reason, secret: true }
  return Type.String({ maxLength, ...notes })
}

export function integer(fallback: number, bounds: { minimum: number; maximum: number }, unit: string, reason: string) {
  const notes: OptionNotes = { form: 'integer', fallback, unit, reason }
  return Type.Integer({ ...bounds, ...notes })
}

export function number(fallback: number, bounds: { minimum: number; maximum: number }, unit: string, reason: string) {
  const notes: OptionNotes = { form: 'number', fallback, unit, reason }
  return Type.Number({ ...bounds, ...notes })
}
