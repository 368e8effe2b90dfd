import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeLimits } from '../../src/decode/decoded.ts'
import { readFacts } from '../../src/flow/read-facts.ts'
import { isKeptAttribute } from '../../src/normalize/kept-attributes.ts'
import { normalizeAnnotation } from '../../src/normalize/normalize-annotation.ts'
import { type Attributes, fingerprint, wireSpan } from './wire.ts'

const read = (attributes: Attributes) => normalizeAnnotation(wireSpan(attributes), fingerprint)
const told = (name: string, message: string) => read({ 'logfire.feedback.name': name, 'logfire.msg': message })

describe('an annotation of Logfire', () => {
  it('is feedback of a person about the span above it, given when the annotation was made', () => {
    expect(told('helpful', 'feedback: helpful = False')).toMatchObject({
      type: 'log',
      event: 'feedback',
      spanId: '00f067aa0ba902b7',
      timeUs: 1_000_000,
      evaluation: { name: 'helpful', score: null, label: null, passed: false, by: 'human' },
    })
  })

  it.each([
    ['True', { passed: true, label: null, score: null }],
    ["'thumbs_down'", { passed: false, label: 'thumbs_down', score: null }],
    ['"so la la"', { passed: null, label: 'so la la', score: null }],
    ['2', { passed: null, label: null, score: 2 }],
    ['-0.5', { passed: null, label: null, score: -0.5 }],
    ['None', { passed: null, label: null, score: null }],
    ['', { passed: null, label: null, score: null }],
    ['1 +', { passed: null, label: null, score: null }],
    [`'${'x'.repeat(200)}'`, { passed: null, label: null, score: null }],
  ])('says %s', (literal, verdict) => {
    expect(told('rating', `feedback: rating = ${literal}`)?.evaluation).toMatchObject(verdict)
  })

  it('says nothing where the message is about another name', () => {
    expect(told('rating', 'feedback: other = False')?.evaluation).toMatchObject({ passed: null, label: null })
  })

  it('is no other span', () => {
    expect(read({ 'logfire.msg': 'feedback: helpful = False' })).toBeNull()
    expect(read({ 'logfire.feedback.name': 7 })).toBeNull()
  })

  it('keeps what it needs on the wire, and not the comment', () => {
    expect(['logfire.feedback.name', 'logfire.msg'].every(isKeptAttribute)).toBe(true)
    expect(isKeptAttribute('logfire.feedback.comment')).toBe(false)
  })

  it('is a record and no span where a request body is read, and its comment is gone', () => {
    const attributes = Object.entries({
      'logfire.feedback.name': 'helpful',
      'logfire.msg': 'feedback: helpful = False',
      'logfire.feedback.comment': 'canary-4711',
    }).map(([key, stringValue]) => ({ key, value: { stringValue } }))
    const { traceId, spanId, parentSpanId } = wireSpan({})
    const times = { startTimeUnixNano: '1000000000', endTimeUnixNano: '1000000000' }
    const span = { traceId, spanId, parentSpanId, name: 'feedback: helpful', kind: 1, ...times, attributes }
    const body = Buffer.from(JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans: [span] }] }] }))
    const read = readFacts({ signal: 'traces', encoding: 'json', body }, decodeLimits, fingerprint)
    expect(read).toMatchObject({
      kind: 'read',
      facts: [
        { traceId, fact: { type: 'log', spanId: parentSpanId, event: 'feedback', evaluation: { passed: false } } },
      ],
    })
    expect(JSON.stringify(read)).not.toContain('canary-4711')
  })

  it('can be told apart from another one about the same span', () => {
    expect(told('helpful', 'feedback: helpful = False')?.hash).not.toBe(
      told('helpful', 'feedback: helpful = True')?.hash,
    )
  })

  it('never throws, whatever name and value were sent', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (name, literal) => {
        expect(told(name, `feedback: ${name} = ${literal}`)?.event).toBe('feedback')
      }),
    )
  })
})
