import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { errorTemplate, templateCharsMax } from '../../src/sign/error-template.ts'
import { vocabulary } from '../../src/sign/vocabulary.ts'

const letters = 'abcdefghijklmnopqrstuvwxyz'

/** What must never survive: made up, and no word of the vocabulary. */
const name = fc
  .string({ unit: fc.constantFrom(...letters), minLength: 5, maxLength: 12 })
  .filter((text) => !vocabulary.has(text))
const id = fc.tuple(name, fc.integer({ min: 1000, max: 99_999_999 })).map(([text, number]) => `${text}-${number}`)
const email = fc.tuple(name, name).map(([user, host]) => `${user}@${host}.example`)
const number = fc.integer({ min: 600, max: 1e12 }).map(String)
const canary = fc.oneof(
  name,
  id,
  email,
  number,
  fc.uuid(),
  name.map((text) => text.toUpperCase()),
)

const phrasings: readonly ((value: string) => string)[] = [
  (value) => `request for ${value} timed out`,
  (value) => `Error: could not find "${value}"`,
  (value) => `${value} not found`,
  (value) => `KeyError: '${value}'`,
  (value) => `open /home/${value}/notes.txt: permission denied`,
  (value) => `GET https://example.org/${value}?key=${value} returned 503`,
  (value) => JSON.stringify({ error: { type: 'not_found', message: `no record for ${value}` } }),
  (value) => `{'ok': False, 'error': 'invalid value ${value}'}`,
  (value) => `failed to parse user=${value}, giving up`,
  (value) => `ToolException("${value} is not available")`,
  (value) => `something failed\n    at load (${value}.js:1:2)\n    at ${value}`,
]

describe('errorTemplate', () => {
  it.each([
    ['upstream returned 503 after 1200 ms', 'upstream returned 503 after <*>'],
    ['connect ECONNREFUSED 127.0.0.1:5432', 'connect ECONNREFUSED <*>'],
    ['MCP error -32602: Tool send_fax not found', '<*> error -32602: tool <*> not found'],
    ['HTTP/1.1 429 Too Many Requests', 'http 429 too many requests'],
    ['openai.RateLimitError: Error code: 429', 'RateLimitError: error code: 429'],
    ['GraphRecursionError: Recursion limit of 17 reached', 'GraphRecursionError: recursion limit of <*> reached'],
    ['RESOURCE_EXHAUSTED: quota exceeded', 'resource_exhausted: quota exceeded'],
    ['Command exited with exit code 137', 'command exited with exit code 137'],
    ["Couldn’t open 'Bob’s file'", "couldn't open <*>"],
    ['Bestellung nicht gefunden', '<*>'],
  ])('keeps of %j what says how it failed', (text, template) => {
    expect(errorTemplate(text)).toBe(template)
  })

  it.each([
    [
      '{"error":{"code":"rate_limit_exceeded","message":"Too many requests"}}',
      'rate_limit_exceeded: too many requests',
    ],
    [
      '429 {"type":"error","error":{"type":"rate_limit_error","message":"Slow down"}}',
      '429 error: rate_limit_error: <*> down',
    ],
    ["Error code: 400 - {'error': {'message': 'Invalid type'}}", 'error code: 400 invalid type'],
    ['[{"code":"invalid_type","path":["amount"],"message":"Required"}]', 'invalid_type: required'],
    [`{"message":"connection refused","data":"${'x'.repeat(5000)}`, 'connection refused'],
  ])('takes the message out of structured text', (text, template) => {
    expect(errorTemplate(text)).toBe(template)
  })

  it('takes the first line that says something and drops stack traces', () => {
    const js = 'Error: request timed out\n    at load (file:///app/x.js:1:2)\n    at node:internal/timers:5:6'
    const python =
      'Traceback (most recent call last):\n  File "/app/x.py", line 3, in load\n    read(bob)\nValueError: invalid input'
    expect(errorTemplate(js)).toBe('request timed out')
    expect(errorTemplate(python)).toBe('ValueError: invalid input')
    expect(errorTemplate('----\n\n12345\nconnection closed')).toBe('connection closed')
  })

  it('says the same with and without the word error before it', () => {
    expect(errorTemplate('Error: Uncaught: request timed out')).toBe(errorTemplate('request timed out'))
  })

  it('does not take any three digits for a status', () => {
    expect(errorTemplate('table 503 not found')).toBe('table <*> not found')
    expect(errorTemplate('error code 404,123')).toBe('error code <*>')
  })

  it('is blank for a blank text only', () => {
    expect(errorTemplate(' \n ')).toBe('')
    expect(errorTemplate('!!!')).toBe('<*>')
  })

  it('never lets a value through, in whatever phrase', () => {
    fc.assert(
      fc.property(canary, fc.constantFrom(...phrasings), (value, phrase) => {
        expect(errorTemplate(phrase(value)).toLowerCase()).not.toContain(value.toLowerCase())
      }),
      { numRuns: 2000 },
    )
  })

  it('gives the same template for the same error about something else', () => {
    fc.assert(
      fc.property(canary, canary, fc.constantFrom(...phrasings), (one, other, phrase) => {
        expect(errorTemplate(phrase(one))).toBe(errorTemplate(phrase(other)))
      }),
      { numRuns: 2000 },
    )
  })

  it('keeps what an identifier says of the failure, whatever it is about', () => {
    fc.assert(
      fc.property(fc.oneof(name, id, fc.uuid()), (value) => {
        expect(errorTemplate(`order_${value}_not_found`)).toBe('<*> not found')
      }),
    )
  })

  it('is bounded, and masking twice is masking once, for any text', () => {
    const words = fc.constantFrom(
      'error',
      'Error:',
      '503',
      'status',
      'exit',
      'code',
      '-32602',
      '<*>',
      ':',
      '.',
      "'",
      '"',
      '{',
      '}',
      '[',
      '/',
      'at (',
      'FooError',
      'not_found',
      "can't",
      '=',
      '\n',
      'ETIMEDOUT',
      'x.y',
      'a-b',
    )
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 400 }),
      fc.array(words, { maxLength: 60 }).map((parts) => parts.join(' ')),
      fc.array(words, { maxLength: 60 }).map((parts) => parts.join('')),
      fc.json(),
    )
    fc.assert(
      fc.property(text, (any) => {
        const template = errorTemplate(any)
        expect(template.length).toBeLessThanOrEqual(templateCharsMax)
        expect(errorTemplate(template)).toBe(template)
      }),
      { numRuns: 3000 },
    )
  })

  it('survives long runs of every character that a rule looks for', () => {
    for (const piece of [
      'a',
      '1',
      '.',
      ':',
      '/',
      '\\',
      '"',
      "'",
      '{',
      '[',
      '@',
      '=',
      '-',
      '0x',
      'a.',
      '1.',
      "{'error':",
      '2024-01-01',
    ]) {
      const template = errorTemplate(piece.repeat(100_000))
      expect(template.length).toBeLessThanOrEqual(templateCharsMax)
    }
  })
})
