import { describe, expect, it } from 'vitest'
import { contextBloat } from '../../../src/detect/signals/context-bloat.ts'
import { answers, asks, baselineOf, quantiles, runOf, tokensPerCall } from '../run-builder.ts'

const tokens = (input: number | null) => ({ ...tokensPerCall, input })
const growing = (...inputs: readonly number[]) => {
  const run = runOf([...inputs.map((input) => asks({ tokens: tokens(input) })), answers({ tokens: tokens(10) })])
  return { ...run, totals: { ...run.totals, inputTokens: inputs.reduce((sum, input) => sum + input, 0) } }
}

describe('context_bloat', () => {
  it('fires where the input grew tenfold and beyond what is small', () => {
    expect(contextBloat.detect(growing(3000, 20_000, 40_000), null).findings).toMatchObject([
      {
        locus: 'support',
        severity: 0.1,
        evidence: ['step-2'],
        excess: { tokens: 8000 },
        explanation: 'The input of support grew from 3000 to 40000 tokens',
      },
    ])
  })

  it('is quiet where it only grew, where it was large from the start, and where the agent always does so', () => {
    const usual = baselineOf({ tokens: quantiles(50_000, 90_000) })
    expect(contextBloat.detect(growing(100, 20_000), null).findings).toEqual([])
    expect(contextBloat.detect(growing(30_000, 60_000), null).findings).toEqual([])
    expect(contextBloat.detect(growing(3000, 40_000), usual).findings).toEqual([])
  })

  it('abstains where no model call tells its input', () => {
    const blind = runOf([answers({ tokens: tokens(null) })])
    expect(contextBloat.detect(blind, null).abstention).toEqual({ signal: 'context_bloat', missing: 'input tokens' })
  })
})
