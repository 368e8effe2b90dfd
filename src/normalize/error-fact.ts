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
    class: errorClass(type === null || vagueTypes.has(type) ? null : type, message),
    template: templateOf(named, message),
  }
}

/** A text of which nothing survives the masking says less than the name of the error. */
function templateOf(named: string | null, message: string): string {
  const template = errorTemplate(message === '' ? (named ?? '') : message)
  return template === '<*>' && named !== null ? errorTemplate(named) : template
}

/** Only what has the shape of a type or code name: an error type must not be a way for content to get in. */
function typeNameOf(type: string | null): string | null {
  if (type === null || vagueTypes.has(type)) return null
  if (!/^-?[A-Za-z0-9_$][\w.$:-]{0,127}$/.test(type)) return null
  if (/^-?\d{1,5}$/.test(type)) return type
  const told = errorTemplate(type.replaceAll(/[_-]/g, ' '))
  const named = errorTemplate(type)
  return told.includes('<*>') && named.includes('<*>') ? (named === '<*>' ? null : named) : type
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
