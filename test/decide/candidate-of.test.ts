import { describe, expect, it } from 'vitest'
import { candidateOf } from '../../src/decide/candidate-of.ts'
import { decide } from '../../src/decide/decide.ts'
import { defaultPolicy } from '../../src/decide/default-policy.ts'
import { harmlessEvidence, nowMs, stormEvidence } from './evidence.ts'

const candidateFor = (evidence = stormEvidence()) => candidateOf(evidence, decide(evidence, defaultPolicy, nowMs))

describe('candidateOf', () => {
  it('says in its title where what happened', () => {
    expect(candidateFor()?.title).toBe('charge_card: retry storm in support-agent')
  })

  it('says in its title and counts that the lesson is of several agents', () => {
    const evidence = stormEvidence({ agents: 3 })
    const candidate = candidateOf(evidence, decide(evidence, defaultPolicy, nowMs))
    expect(candidate?.title).toBe('charge_card: retry storm in support-agent and 2 other agents')
    expect(candidate?.explanation).toContain('of 120 runs of support-agent and 2 other agents')
  })

  it('does not name the agent twice where the weakness is about the run as a whole', () => {
    const abandoned = stormEvidence({ signal: 'run_abandoned', locus: 'support-agent' })

    expect(candidateFor(abandoned)?.title).toBe('Run abandoned in support-agent')
  })

  it('explains what was seen, how often, and which criteria carried it', () => {
    expect(candidateFor(stormEvidence({ failedRuns: 2 }))?.explanation).toBe(
      'charge_card was called 7 times with the same arguments and never succeeded. ' +
        'Seen in 4 of 120 runs of support-agent within 30 days, of which 2 failed. ' +
        'Passed: patterned, risk bearing.',
    )
  })

  it('carries counts, exemplars and the scorecard as they were', () => {
    const evidence = stormEvidence()

    expect(candidateFor(evidence)).toMatchObject({
      ...{ tenant: 'default', lesson: evidence.lesson, leadingSignature: evidence.leadingSignature },
      ...{ runs: 4, agentRuns: 120, sources: 4, exemplars: evidence.exemplars, variants: evidence.variants },
      scorecard: { answer: 'promote', reason: null },
    })
  })

  it('makes none of a lesson that was not promoted', () => {
    expect(candidateFor(harmlessEvidence())).toBeNull()
  })
})
