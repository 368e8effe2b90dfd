import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import '../../property-seed.ts'
import { flatten } from '../../../src/normalize/untrusted/flatten.ts'

describe('flatten', () => {
  it('joins lines that were only wrapped and parts paragraphs', () => {
    expect(flatten('one\n   two\tthree\n\n  four')).toBe('one two three\nfour')
  })

  it('parts the fields and items of a listing', () => {
    expect(flatten('name: Ann\nmail_to: joe\n  - first\n  - second')).toBe('name: Ann\nmail_to: joe\n- first\n- second')
  })

  it('reads escaped line breaks as such', () => {
    expect(flatten('one\\ntwo\\n\\nthree')).toBe('one two\nthree')
  })

  it('makes invisible letters readable and cut words whole', () => {
    const hidden = [...'hi'].map((sign) => String.fromCodePoint(0xe0000 + (sign.codePointAt(0) ?? 0))).join('')
    expect(flatten(`a ${hidden} c\u200bu\u200bt`)).toBe('a hi cut')
  })

  it('leaves neither tabs nor two spaces in a row, and never throws', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('a', ' ', '\n', '\t', '- ', 'b: ', '\\n') }), (text) => {
        expect(flatten(text)).not.toMatch(/\t| {3}/)
      }),
    )
  })
})
