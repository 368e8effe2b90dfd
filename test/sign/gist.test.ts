import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { errorTemplate } from '../../src/sign/error-template.ts'
import { gist } from '../../src/sign/gist.ts'
import { sign } from '../../src/sign/sign.ts'
import { vocabulary } from '../../src/sign/vocabulary.ts'
import { finding, run } from './findings.ts'

const same = [
  ['2 validation errors for Booking', '1 validation error for Booking'],
  ['User jane_1 not found', 'User not found'],
  ['customer with phone number 5551234 not found', 'customer with number 12 not found'],
  ['bash: line 3: foo: command not found', 'sh: 1: rg: command not found'],
  [
    "python3: can't open file '/a/b.py': [Errno 2] No such file or directory",
    'cat: notes.txt: No such file or directory',
  ],
] as const

const different = [
  ['connection refused', 'connection timed out'],
  ['permission denied', 'No such file or directory'],
  ['ValueError: could not convert string to float: x', 'ValueError: list is empty'],
  ['HTTP 403', 'HTTP 404'],
  ['item exists', 'item does not exist'],
] as const

describe('the gist of a template', () => {
  it.each(same)('is one for %s and for %s', (one, other) => {
    expect(gist(errorTemplate(one))).toBe(gist(errorTemplate(other)))
  })

  it.each(different)('is not one for %s and for %s', (one, other) => {
    expect(gist(errorTemplate(one))).not.toBe(gist(errorTemplate(other)))
  })

  it('of a template that names no failure is the template itself', () => {
    expect([gist('not <*> on <*>'), gist('<*>'), gist('')]).toEqual(['not <*> on <*>', '<*>', ''])
  })

  it('says nothing that the template does not say', () => {
    const word = fc.oneof(fc.constantFrom(...vocabulary), fc.constant('<*>'), fc.constant('TypeError:'))
    fc.assert(
      fc.property(fc.array(word, { maxLength: 30 }), (words) => {
        const template = words.join(' ')
        for (const told of gist(template).split(' ')) expect(template.toLowerCase()).toContain(told.toLowerCase())
      }),
    )
  })
})

describe('the lesson of a finding', () => {
  it('gathers signatures whose templates have one gist, within an agent, a signal and a locus', () => {
    const [one, other] = ['user <*> not found', 'user not found'].map((template) => sign({ ...finding, template }, run))
    expect(one?.signature).not.toBe(other?.signature)
    expect(one?.lesson).toBe(other?.lesson)
    expect(sign({ ...finding, template: 'user not found', locus: 'elsewhere' }, run).lesson).not.toBe(one?.lesson)
  })
})
