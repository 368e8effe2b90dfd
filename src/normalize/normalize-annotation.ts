import type { Fingerprint } from '../span/fingerprint.ts'
import type { LogFact } from '../span/span-fact.ts'
import type { WireSpan } from '../span/wire-span.ts'
import type { Data } from './data.ts'
import { evaluationOf } from './evaluations.ts'
import { pythonAsJson } from './python-literal.ts'
import { spanHash } from './span-hash.ts'

/**
 * Logfire sends what a person thinks of a span as a span of its own below it, any time later: it is read as the record
 * that it is, so that it is no step, opens no run and makes none longer. Null for every other span.
 */
export function normalizeAnnotation(span: WireSpan, fingerprint: Fingerprint): LogFact | null {
  const name = span.attributes.get('logfire.feedback.name')
  if (typeof name !== 'string') return null
  const evaluation = evaluationOf(new Map([['name', name], ...verdictOf(span, name)]), 'feedback')
  return {
    type: 'log',
    spanId: span.parentSpanId,
    timeUs: span.startUs,
    sequence: 0,
    event: 'feedback',
    messages: null,
    error: null,
    evaluation,
    hash: spanHash(span, fingerprint),
  }
}

const literalCharsMax = 128

/** The value stands under a key of the sender's own, and as a Python literal in the message: `feedback: helpful = False`. */
function verdictOf({ attributes }: WireSpan, name: string): readonly (readonly [string, Data])[] {
  const message = attributes.get('logfire.msg')
  const start = `feedback: ${name} = `
  if (typeof message !== 'string' || !message.startsWith(start)) return []
  const literal = message.slice(start.length)
  const value = literal.length > literalCharsMax ? undefined : literalOf(literal)
  if (typeof value === 'boolean') return [['passed', value]]
  if (typeof value === 'number') return [['score', value]]
  return typeof value === 'string' ? [['label', value]] : []
}

function literalOf(literal: string): unknown {
  const json = pythonAsJson(literal)
  if (json === undefined) return undefined
  try {
    return JSON.parse(json)
  } catch {
    return undefined
  }
}
