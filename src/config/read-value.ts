import type { Endpoint, OptionForm, OptionNotes } from './option.ts'
import { checksOut, type Option } from './option-list.ts'
import { readDuration, writeDuration } from './read-duration.ts'
import { readEndpoint } from './read-endpoint.ts'

export type OptionValue = Scalar | readonly ListItem[]
export type Scalar = string | number | boolean | Endpoint | readonly string[]
export type ListItem = Readonly<Record<string, Scalar>>

/** An option, or a field of a list's items. */
export type Described = Pick<Option, 'schema' | 'notes'>

/**
 * Reads a value of the YAML file; null when it is not what the option wants. A bare number is no duration: nobody could
 * tell its unit.
 */
export function readFileValue(described: Described, raw: unknown): Scalar | null {
  const { form } = described.notes
  if (form === 'integer' || form === 'number') return typeof raw === 'number' ? keepIfValid(described, raw) : null
  if (form === 'boolean') return typeof raw === 'boolean' ? raw : null
  if (form === 'names') return namesOf(raw) && keepIfValid(described, namesOf(raw))
  if (form === 'choices') return isTexts(raw) ? keepIfValid(described, raw) : null
  return typeof raw === 'string' ? keepIfValid(described, readText(form, raw)) : null
}

/** Reads a value of the environment, where everything is text. */
export function readEnvironmentValue(described: Described, raw: string): Scalar | null {
  return keepIfValid(described, readText(described.notes.form, raw.trim()))
}

/** What an option wants, in words. */
export function expectation({ schema, notes }: Described): string {
  const { form, unit, fallback } = notes
  const { minimum, maximum } = boundsOf(schema)
  if (form === 'endpoint') return `host:port such as ${fallback} (IPv6 in brackets, port 0 to 65535)`
  if (form === 'duration')
    return `a duration from ${writeDuration(minimum)} to ${writeDuration(maximum)} such as ${fallback}`
  if (form === 'integer') return `a whole number from ${minimum} to ${maximum} (${unit})`
  if (form === 'number') return `a number from ${minimum} to ${maximum} (${unit})`
  if (form === 'boolean') return 'true or false'
  if (form === 'choice') return `one of ${choicesOf(notes)}`
  if (form === 'choices') return `a list out of ${choicesOf(notes)}`
  if (form === 'names') return `a list (${unit}); in the environment separated by commas`
  if (form === 'url') return 'an http:// or https:// URL without a user'
  if (form === 'list') return `a list (${unit})`
  return `a text (${unit})`
}

function choicesOf({ choices = [] }: OptionNotes): string {
  return choices.join(', ')
}

export function boundsOf(schema: Described['schema']): { readonly minimum: number; readonly maximum: number } {
  const { minimum, maximum } = schema as { minimum?: number; maximum?: number }
  return { minimum: minimum ?? 0, maximum: maximum ?? 0 }
}

function readText(form: OptionForm, text: string): Scalar | null {
  switch (form) {
    case 'endpoint':
      return readEndpoint(text)
    case 'duration':
      return readDuration(text)
    case 'boolean':
      return readBoolean(text)
    case 'choice':
      return text.toLowerCase()
    case 'url':
      return isUrl(text) ? text : null
    case 'text':
    case 'path':
      return text
    case 'integer':
    case 'number':
      return readNumber(text)
    case 'names':
      return namesIn(text)
    case 'choices':
    case 'list':
      return null
  }
}

/** The default is the empty list, written as nothing. */
function namesOf(raw: unknown): readonly string[] | null {
  if (raw === '' || raw === null) return []
  return isTexts(raw) ? raw : null
}

function namesIn(text: string): readonly string[] {
  return text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '')
}

const numberText = /^-?\d{1,16}(?:\.\d{1,12})?$/

function readNumber(text: string): number | null {
  return numberText.test(text) ? Number(text) : null
}

function readBoolean(text: string): boolean | null {
  const word = text.toLowerCase()
  return word === 'true' ? true : word === 'false' ? false : null
}

/** Empty is unset. A user part is refused: it would be a secret in a place that is shown. */
function isUrl(text: string): boolean {
  if (text === '') return true
  const url = URL.parse(text)
  return url !== null && /^https?:$/.test(url.protocol) && url.username === '' && url.password === ''
}

function isTexts(raw: unknown): raw is readonly string[] {
  return Array.isArray(raw) && raw.every((item) => typeof item === 'string')
}

function keepIfValid(described: Described, value: Scalar | null): Scalar | null {
  return value !== null && checksOut(described, value) ? value : null
}
