import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { areNearlyTheSameRuns, leads } from '../../src/decide/overlap.ts'
import { stormEvidence } from './evidence.ts'

const all = { runs: 10, otherRuns: 10, agentRuns: 100, sampled: 10, shared: 10 }

describe('two lessons of one agent', () => {
  it('are carried by nearly the same runs from four of five runs of both on', () => {
    expect(areNearlyTheSameRuns(all)).toBe(true)
    expect(areNearlyTheSameRuns({ ...all, shared: 9 })).toBe(true)
    expect(areNearlyTheSameRuns({ ...all, shared: 8 })).toBe(false)
  })

  it('are not when the other one has many runs of its own', () => {
    expect(areNearlyTheSameRuns({ ...all, otherRuns: 12 })).toBe(true)
    expect(areNearlyTheSameRuns({ ...all, otherRuns: 13 })).toBe(false)
  })

  it('are not when the other one is in most runs of the agent: it is met by every weakness', () => {
    expect(areNearlyTheSameRuns({ ...all, agentRuns: 20 })).toBe(true)
    expect(areNearlyTheSameRuns({ ...all, agentRuns: 19 })).toBe(false)
  })

  it('are not by one or two runs', () => {
    expect(areNearlyTheSameRuns({ ...all, runs: 2, otherRuns: 2, sampled: 2, shared: 2 })).toBe(false)
  })

  it('are led by the older, then by the heavier one, and always by one of them', () => {
    const older = stormEvidence({ lesson: 'b', firstSeenMs: 1, severityMean: 0.3 })
    const heavier = stormEvidence({ lesson: 'c', firstSeenMs: 2, severityMean: 0.9 })
    const lighter = stormEvidence({ lesson: 'a', firstSeenMs: 2, severityMean: 0.5 })

    expect(leads(older, heavier)).toBe(true)
    expect(leads(heavier, lighter)).toBe(true)
    const some = fc.record({ firstSeenMs: fc.nat(2), severityMean: fc.constantFrom(0.3, 0.6) })
    fc.assert(
      fc.property(some, some, (one, other) => {
        const [a, b] = [stormEvidence({ lesson: 'a', ...one }), stormEvidence({ lesson: 'b', ...other })]
        expect(leads(a, b)).toBe(!leads(b, a))
      }),
    )
  })
})
