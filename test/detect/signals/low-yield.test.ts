import { describe, expect, it } from 'vitest'
import { lowYield } from '../../../src/detect/signals/low-yield.ts'
import type { Step } from '../../../src/run/step.ts'
import { baselineOf, conversation, fails, quantiles, repeat, result, runOf, works } from '../run-builder.ts'

const good = (count: number) => repeat(count, (index) => works('get', `g${index}`, result(`page ${index}`)))
const bad = (count: number) => repeat(count, (index) => fails('put', `b${index}`))
const detect = (actions: readonly Step[], usualShare: number | null = null) =>
  lowYield.detect(
    runOf(conversation(...actions)),
    usualShare === null ? null : baselineOf({ usefulShare: quantiles(usualShare, 1) }),
  )

describe('low_yield', () => {
  it('fires where two of five calls were in vain, more strongly where most were', () => {
    expect(detect([...good(2), ...bad(2)]).findings).toMatchObject([
      {
        locus: 'support',
        template: 'few calls brought anything new',
        severity: 0.3,
        evidence: ['step-5', 'step-7'],
        excess: { calls: 2 },
        explanation: 'Of 4 calls of support 2 brought anything new',
      },
    ])
    expect(detect([...good(1), ...bad(3)]).findings).toMatchObject([{ severity: 0.5 }])
  })

  it('is a hint where the share is only far below what is usual for the agent', () => {
    const actions = [...good(7), ...bad(3)]
    expect(detect(actions).findings).toEqual([])
    expect(detect(actions, 0.8).findings).toEqual([])
    expect(detect(actions, 1).findings).toMatchObject([{ severity: 0.2 }])
  })

  it('is quiet about few calls, and about work that is acknowledged in the same words', () => {
    expect(detect(bad(2)).findings).toEqual([])
    expect(detect(repeat(6, (index) => works('save', `a${index}`, result('ok')))).findings).toEqual([])
  })

  it('does not count polling', () => {
    const poll = works('check', 'a', result('x', { pending: true }))
    expect(detect([...good(3), ...repeat(5, () => poll)]).findings).toEqual([])
  })

  it('abstains where the results of most calls were not captured', () => {
    const blind = repeat(5, (index) => works('get', `a${index}`, null))
    expect(detect([...blind, ...bad(1)])).toEqual({
      findings: [],
      abstention: { signal: 'low_yield', missing: 'tool result' },
    })
  })
})
