import Type, { type TProperties } from 'typebox'

/** How an option is written in YAML and in the environment. */
export type OptionForm =
  | 'text'
  | 'url'
  | 'path'
  | 'choice'
  | 'choices'
  | 'names'
  | 'boolean'
  | 'endpoint'
  | 'duration'
  | 'integer'
  | 'number'
  | 'list'

/**
 * What an option's schema carries beyond its type: the schema describes the value after reading (milliseconds, host and
 * port), the form how people write it.
 */
export interface OptionNotes {
  readonly form: OptionForm
  /** The default, as people would write it; empty for a text that is unset. */
  readonly fallback: string | number | boolean
  readonly unit: string
  readonly reason: string
  /** A secret is never shown, neither in a fault nor elsewhere. */
  readonly secret?: true
  /** A variable under which others know the same thing; its own names win. */
  readonly alsoFrom?: string
  /** Of a choice: what may be chosen. */
  readonly choices?: readonly string[]
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

/** A file; unset unless given. */
export function path(reason: string) {
  const notes: OptionNotes = { form: 'path', fallback: '', unit: 'file', reason }
  return Type.String({ maxLength: 4096, ...notes })
}

/** Where to send to; unset unless given. */
export function url(reason: string, more: Pick<OptionNotes, 'alsoFrom'> = {}) {
  const notes: OptionNotes = { form: 'url', fallback: '', unit: 'http:// or https:// URL', reason, ...more }
  return Type.String({ maxLength: 2048, ...notes })
}

export function flag(fallback: boolean, reason: string) {
  const notes: OptionNotes = { form: 'boolean', fallback, unit: 'true or false', reason }
  return Type.Boolean({ ...notes })
}

export function choice<const Choices extends readonly [string, ...string[]]>(
  choices: Choices,
  fallback: Choices[number],
  reason: string,
  more: Pick<OptionNotes, 'alsoFrom'> = {},
) {
  const notes: OptionNotes = { form: 'choice', fallback, unit: 'one of them', reason, choices, ...more }
  return Type.Enum([...choices] as Choices[number][], { ...notes })
}

/** Some of a few words, as a list. */
export function choices<const Choices extends readonly string[]>(choices: Choices, reason: string) {
  const notes: OptionNotes = { form: 'choices', fallback: '', unit: 'some of them', reason, choices }
  return Type.Array(Type.Enum([...choices] as Choices[number][]), { maxItems: choices.length, ...notes })
}

/** Some names, as a list; in the environment separated by commas. What they may name is checked where it is known. */
export function names(maxItems: number, unit: string, reason: string) {
  const notes: OptionNotes = { form: 'names', fallback: '', unit, reason }
  return Type.Array(Type.String({ minLength: 1, maxLength: 64 }), { maxItems, ...notes })
}

export function integer(fallback: number, bounds: { minimum: number; maximum: number }, unit: string, reason: string) {
  const notes: OptionNotes = { form: 'integer', fallback, unit, reason }
  return Type.Integer({ ...bounds, ...notes })
}

export function number(fallback: number, bounds: { minimum: number; maximum: number }, unit: string, reason: string) {
  const notes: OptionNotes = { form: 'number', fallback, unit, reason }
  return Type.Number({ ...bounds, ...notes })
}

/** Fields of a list's items. They have no default: a field is given, or it is optional and absent. */
export function textField(maxLength: number, unit: string, reason: string) {
  return text('', maxLength, unit, reason)
}

export function secretField(maxLength: number, unit: string, reason: string) {
  const notes: OptionNotes = { form: 'text', fallback: '', unit, reason, secret: true }
  return Type.String({ minLength: 1, maxLength, ...notes })
}

export function choiceField<const Choices extends readonly [string, ...string[]]>(choices: Choices, reason: string) {
  return choice(choices, choices[0], reason)
}

/** May hold a secret in its path, as webhooks of chat services do. */
export function urlField(reason: string) {
  const notes: OptionNotes = { form: 'url', fallback: '', unit: 'http:// or https:// URL', reason, secret: true }
  return Type.String({ minLength: 1, maxLength: 2048, ...notes })
}

/** A list of groups; each field is described as an option is, and is required unless `Type.Optional`. */
export function list<Fields extends TProperties>(fields: Fields, maxItems: number, unit: string, reason: string) {
  const notes: OptionNotes = { form: 'list', fallback: '', unit, reason }
  return Type.Array(Type.Object(fields, { additionalProperties: false }), { maxItems, ...notes })
}
