import fc from 'fast-check'
import { expect, test } from 'vitest'
import { otlpHeaders, otlpHeadersCharsMax } from '../../src/deliver/otlp-headers.ts'
import '../property-seed.ts'

test.each([
  ['', {}],
  [' , ', {}],
  ['authorization=Bearer%20abc', { authorization: 'Bearer abc' }],
  ['X-Key=a, x-team = b c ', { 'x-key': 'a', 'x-team': 'b c' }],
  ['authorization=Basic%20dXNlcjpwYXNz==', { authorization: 'Basic dXNlcjpwYXNz==' }],
  ['a=1%2C2', { a: '1,2' }],
])('reads %j', (text, headers) => {
  expect(otlpHeaders(text)).toEqual({ ok: true, headers })
})

test.each([
  ['no value', 'secret'],
  ['no name', '=secret'],
  ['a name with a space', 'a b=secret'],
  ['an empty value', 'a='],
  ['a line break', 'a=secret%0d%0ab: c'],
  ['what is no ASCII', 'a=secret%C3%A9'],
  ['a broken escape', 'a=secret%'],
  ['a header of the request itself', 'Content-Length=1'],
  ['a name twice', 'a=secret,A=secret'],
  ['too many', Array.from({ length: 17 }, (_, i) => `a${i}=secret`).join()],
  ['what is too long', `a=${'s'.repeat(otlpHeadersCharsMax)}`],
])('refuses %s and does not quote it', (_, text) => {
  const read = otlpHeaders(text)

  expect(read.ok).toBe(false)
  expect(JSON.stringify(read)).not.toContain('secret')
})

const name = fc.stringMatching(/^x-[a-z0-9-]{1,20}$/)
const value = fc.stringMatching(/^[!-~](?:[ -~]{0,40}[!-~])?$/)

test('reads back whatever was percent-encoded', () => {
  fc.assert(
    fc.property(fc.dictionary(name, value, { maxKeys: 16, noNullPrototype: true }), (headers) => {
      const text = Object.entries(headers).map(([key, one]) => `${key}=${encodeURIComponent(one)}`)
      expect(otlpHeaders(text.join())).toEqual({ ok: true, headers })
    }),
  )
})

test('survives any text', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
      expect(typeof otlpHeaders(text).ok).toBe('boolean')
    }),
  )
})
