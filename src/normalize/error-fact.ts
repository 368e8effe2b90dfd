import { errorTemplate } from '../sign/error-template.ts'
import type { ErrorFact } from '../span/span-fact.ts'
import { errorClass } from './error-class.ts'

const textCharsMax = 4096

/** Names that say no more than that something failed. */
const vagueTypes = new Set(['unknown', '_OTHER', 'ERROR', 'WARNING', 'UNKNOWN', 'null'])

/** The text itself goes no further than this: what stays is a class and a template. */
export function errorFact(type: string | null, text: string | null): ErrorFact | null {
  const message = text === null ? '' : withoutStack(text.slice(0, 4 * textCharsMax)).slice(0, textCharsMax)
  const named = typeNameOf(type)
  if (message === '' && named === null) return null
  return {
    type: named,
    class: errorClass(named, message),
    template: errorTemplate(message === '' ? (named ?? '') : message),
  }
}

/** Only what has the shape of a type or code name: an error type must not be a way for content to get in. */
function typeNameOf(type: string | null): string | null {
  if (type === null || vagueTypes.has(type)) return null
  return /^-?[A-Za-z0-9_$][\w.$:-]{0,127}$/.test(type) ? type : null
}

/** Some instrumentations put the whole stack into the message. */
export function withoutStack(text: string): string {
  const trimmed = text.trim()
  const frame = trimmed.search(/\n\s{0,16}at \S/)
  const ends = [
    frame,
    trimmed.indexOf('\nTraceback (most recent call last)'),
    trimmed.indexOf('\n\nTroubleshooting URL'),
  ]
  const end = Math.min(...ends.filter((index) => index > 0), trimmed.length)
  return trimmed.slice(0, end).trim()
}
