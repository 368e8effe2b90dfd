import { describe, expect, it } from 'vitest'
import { firstOf, operatorPrices, readPrices } from '../../src/prices/operator-prices.ts'
import { tablePrices } from '../../src/prices/table-prices.ts'
import { globMatcher } from '../../src/sign/glob.ts'

const tokens = { input: 1_000_000, output: 500_000, cacheRead: null, cacheWrite: null, reasoning: null }
const call = { provider: 'openai', model: 'house-model-7b', tokens, atMs: Date.UTC(2026, 0, 5) }

describe('the operator’s own prices', () => {
  const prices = operatorPrices(
    readPrices('- { model: house-*, inputPerMillion: 2, outputPerMillion: 4, cacheReadPerMillion: 1 }', 'prices.yaml'),
  )

  it('are USD per million tokens, by the first entry whose model matches', () => {
    expect(prices(call)).toBe(4)
    expect(prices({ ...call, model: 'other' })).toBeNull()
  })

  it('count cached input tokens at their own price', () => {
    expect(prices({ ...call, tokens: { ...tokens, cacheRead: 400_000 } })).toBeCloseTo(1.2 + 0.4 + 2)
  })

  it('hold only for their provider where they name one', () => {
    const own = operatorPrices([{ provider: 'azure', model: '*', inputPerMillion: 1, outputPerMillion: 1 }])
    expect(own(call)).toBeNull()
    expect(own({ ...call, provider: 'azure' })).toBe(1.5)
  })

  it('come before the table', () => {
    const both = firstOf(prices, tablePrices())
    expect(both(call)).toBe(4)
    expect(both({ ...call, model: 'gpt-4o' })).toBeGreaterThan(0)
  })

  it('are refused with every fault named', () => {
    const text = '[{ "model": "x", "inputPerMillion": -1 }, { "modell": "y" }]'
    expect(() => readPrices(text, 'prices.json')).toThrow(/prices\.json.*\/0.*\/1/s)
    expect(() => readPrices('{', 'prices.json')).toThrow('prices.json: expected YAML or JSON')
  })
})

describe('the table', () => {
  it('knows a dated model by its undated name', () => {
    const table = tablePrices()
    const undated = table({ ...call, model: 'gpt-4o-mini' })
    expect(undated).toBeGreaterThan(0)
    expect(table({ ...call, model: 'gpt-4o-mini-2031-01-01' })).toBe(undated)
  })

  it('says nothing of a model it does not know, asked again as well', () => {
    const table = tablePrices()
    expect([table(call), table(call)]).toEqual([null, null])
  })
})

describe('globs', () => {
  it.each([
    ['a*c', 'abc', true],
    ['a*c', 'ac', true],
    ['a*c', 'a', false],
    ['*', '', true],
    ['a*b*c', 'a-b-b-c', true],
    ['ab*ba', 'aba', false],
    ['exact', 'exact', true],
    ['exact', 'exactly', false],
  ])('%s against %s', (pattern, text, matches) => {
    expect(globMatcher(pattern)(text)).toBe(matches)
  })
})
