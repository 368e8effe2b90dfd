import type { Endpoint, OptionForm } from './option.ts'
import { checksOut, type Option } from './option-list.ts'
import { readDuration, writeDuration } from './read-duration.ts'
import { readEndpoint } from './read-endpoint.ts'

export type OptionValue = string | number | Endpoint

/**
 * Reads a value of the YAML file; null when it is not what the option wants. A bare number is no duration: nobody could
 * tell its unit.
 */
export function readFileValue(option: Option, raw: unknown): OptionValue | null {
  const numeric = option.notes.form === 'integer' || option.notes.form === 'number'
  if (numeric) return typeof raw === 'number' ? keepIfValid(option, raw) : null
  return typeof raw === 'string' ? keepIfValid(option, readText(option.notes.form, raw)) : null
}

/** Reads a value of the environment, where everything is text. */
export function readEnvironmentValue(option: Option, raw: string): OptionValue | null {
  return keepIfValid(option, readText(option.notes.form, raw.trim()))
}

/** What an option wants, in words. */
export function expectation(option: Option): string {
  const { form, unit, fallback } = option.notes
  const { minimum, maximum } = boundsOf(option)
  if (form === 'endpoint') return `host:port such as ${fallback} (IPv6 in brackets, port 0 to 65535)`
  if (form === 'duration')
    return `a duration from ${writeDuration(minimum)} to ${writeDuration(maximum)} such as ${fallback}`
  if (form === 'integer') return `a whole number from ${minimum} to ${maximum} (${unit})`
  if (form === 'number') return `a number from ${minimum} to ${maximum} (${unit})`
  return `a text (${unit})`
}

export function boundsOf(option: Option): { readonly minimum: number; readonly maximum: number } {
  const { minimum, maximum } = option.schema as { minimum?: number; maximum?: number }
  return { minimum: minimum ?? 0, maximum: maximum ?? 0 }
}

function readText(form: OptionForm, text: string): OptionValue | null {
  if (form === 'endpoint') return readEndpoint(text)
  if (form === 'duration') return readDuration(text)
  if (form === 'text') return text
  return readNumber(text)
}

const numberText = /^-?\d{1,16}(?:\.\d{1,12})?$/

function readNumber(text: string): number | null {
  return numberText.test(text) ? Number(text) : null
}

function keepIfValid(option: Option, value: OptionValue | null): OptionValue | null {
  return value !== null && checksOut(option, value) ? value : null
}
