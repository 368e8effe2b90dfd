import { calcPrice } from '@pydantic/genai-prices'
import { expect, test } from 'vitest'
import { tablePrices } from '../../src/prices/table-prices.ts'

const models = [
  'gpt-4o',
  'gpt-4o-mini',
  'gpt-5',
  'o3',
  'claude-sonnet-4-5',
  'claude-3-opus-20240229',
  'gemini-2.5-pro',
  'deepseek-chat',
  'mistral-large-latest',
  'gpt-4o-audio-preview',
  'sonar',
]
const usages = [
  { input: 1_203, output: 77, cacheRead: null },
  { input: 300_001, output: 12_345, cacheRead: 4_099 },
  { input: 7, output: 0, cacheRead: 7 },
  { input: 0, output: 3, cacheRead: null },
]
const times = ['2024-03-01T01:00:00Z', '2025-02-20T17:45:00Z', '2026-01-01T12:00:00Z'].map((time) => Date.parse(time))

test.each(models)('%s costs to the last bit what the table says, however often it was asked before', (model) => {
  const price = tablePrices()
  for (const atMs of times) {
    for (const { input, output, cacheRead } of [...usages, ...usages]) {
      const usage = { input_tokens: input, output_tokens: output, cache_read_tokens: cacheRead ?? 0 }
      const expected = calcPrice(usage, model, { timestamp: new Date(atMs) })?.total_price ?? null
      const tokens = { input, output, cacheRead, cacheWrite: null, reasoning: null }
      expect(price({ provider: null, model, tokens, atMs })).toBe(expected)
    }
  }
})

test('a model that the table does not know has no price', () => {
  const price = tablePrices()
  const tokens = { input: 1, output: 1, cacheRead: null, cacheWrite: null, reasoning: null }
  const call = { provider: 'acme', model: 'acme-one', tokens, atMs: 0 }
  expect([price(call), price(call)]).toEqual([null, null])
})
