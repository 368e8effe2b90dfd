import { describe, expect, it } from 'vitest'
import { assemble } from '../../src/assemble/assemble.ts'
import type { ErrorFact, Fact } from '../../src/span/span-fact.ts'
import { captureFacts } from '../normalize/capture-facts.ts'
import { agent, span } from './fact-builder.ts'

const tripped: ErrorFact = { type: null, class: 'guardrail', template: 'guardrail tripwire triggered' }

function outcomes(facts: readonly Fact[]): readonly string[] {
  const { runs } = assemble({ tenant: 'default', traces: [{ traceId: 'trace', facts }], cutFacts: 0 }, () => null)
  return (runs[0]?.steps ?? [])
    .filter(({ kind }) => kind === 'guardrail')
    .map(({ name, outcome }) => `${name} ${outcome}`)
}

function guard(id: string, from: number, to: number, outcomeFrom = 'status') {
  return span(id, 'turn', from, to, { kind: 'guardrail', role: 'leaf', outcome: 'ok', outcomeFrom })
}

describe('guardrails that are silent about their verdict', () => {
  const failed = span('turn', 'root', 0, 50, { outcome: 'error', error: tripped })
  const root = agent('root', null, 0, 60)

  it('takes the one that ended last for the one that stopped what stands above it', () => {
    expect(outcomes([root, failed, guard('length', 1, 5), guard('card', 2, 20)])).toEqual([
      'length ok',
      'card rejected',
    ])
  })

  it('believes a guardrail that tells its verdict itself', () => {
    expect(outcomes([root, failed, guard('card', 2, 20, 'result')])).toEqual(['card ok'])
  })

  it('leaves guardrails alone below anything that failed for another reason', () => {
    const other = span('turn', 'root', 0, 50, { outcome: 'error', error: { ...tripped, class: 'timeout' } })
    expect(outcomes([root, other, guard('card', 2, 20)])).toEqual(['card ok'])
  })

  it('reads the capture of a tripped guardrail of the OpenAI Agents SDK for Python', () => {
    expect(outcomes(captureFacts('openai-agents-python/guardrail').spans)).toEqual(['card_data_guard rejected'])
  })
})
