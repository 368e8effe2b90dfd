import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import '../../property-seed.ts'
import { argumentValues, asTarget, requestValues } from '../../../src/normalize/untrusted/passed-values.ts'

describe('values that a call passes', () => {
  it('are short arguments as a whole, and addresses, links and accounts within longer ones', () => {
    const body = `${'Dear all, here is the summary you wanted. '.repeat(4)} Write to Eve@Evil.example or pay 4111 2222 3333 4444.`
    expect([...argumentValues({ to: ['Bob Stone'], amount: 250, body })]).toEqual([
      'bob stone',
      '250',
      'eve@evil.example',
      '4111 2222 3333 4444',
    ])
  })

  it('say when an argument is a link and nothing else', () => {
    const link = 'https://www.shop.example/cart?id=7'
    expect(argumentValues({ url: link })).toContain(asTarget('www.shop.example'))
    expect(argumentValues({ url: link })).toContain(asTarget('www.shop.example/cart?id=7'))
    expect(argumentValues({ text: `see ${link}` })).not.toContain(asTarget('www.shop.example'))
    expect(argumentValues({ text: `see ${link}` })).toContain('www.shop.example')
  })

  it('are at most 24, and never a single character', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), (value) => {
        const values = argumentValues(JSON.parse(JSON.stringify(value)))
        expect(values.size).toBeLessThanOrEqual(24)
        expect([...values].every((each) => each.length > 1)).toBe(true)
      }),
    )
  })
})

describe('values that a request names', () => {
  it('are what is salient in it, then its words, without case', () => {
    const values = requestValues(
      'Send "The Offer" to ann@firm.example, then book riverside for Joe Miller and visit www.inn.example/a',
    )
    expect([...values].slice(0, 2)).toEqual(['ann@firm.example', 'www.inn.example/a'])
    for (const value of ['the offer', 'joe miller', 'riverside', asTarget('www.inn.example/a')]) {
      expect(values).toContain(value)
    }
  })

  it('are at most 64', () => {
    const text = Array.from({ length: 500 }, (_, index) => `word${index}`).join(' ')
    expect(requestValues(text).size).toBe(64)
  })
})
