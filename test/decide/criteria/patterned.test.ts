import { describe, expect, it } from 'vitest'
import { patterned } from '../../../src/decide/criteria/patterned.ts'
import { defaultPolicy } from '../../../src/decide/default-policy.ts'
import type { LessonEvidence } from '../../../src/pattern/pattern.ts'
import { sourcesOf, stormEvidence } from '../evidence.ts'

interface Case {
  readonly name: string
  readonly evidence: Partial<LessonEvidence>
  readonly verdict: 'pass' | 'fail'
  readonly says: string
}

const cases: readonly Case[] = [
  {
    name: 'three runs of three sources just pass',
    evidence: { runs: 3, sourcedRuns: 3, sources: sourcesOf(1, 1, 1) },
    verdict: 'pass',
    says: '3 of 120 runs of support-agent in 30 days',
  },
  {
    name: 'two runs are too few',
    evidence: { runs: 2, sourcedRuns: 2, sources: sourcesOf(1, 1) },
    verdict: 'fail',
    says: '2 of 120 runs',
  },
  {
    name: 'two sources are too few, however many runs',
    evidence: { runs: 50, sourcedRuns: 50, sources: sourcesOf(25, 25) },
    verdict: 'fail',
    says: '2 sources (at least 3 needed)',
  },
  {
    name: 'one source at half still passes',
    evidence: { runs: 10, sourcedRuns: 10, sources: sourcesOf(5, 3, 2) },
    verdict: 'pass',
    says: 'the largest source has 50 % of the runs',
  },
  {
    name: 'one noisy source above half does not pass',
    evidence: { runs: 10_002, sourcedRuns: 10_002, sources: sourcesOf(10_000, 1, 1) },
    verdict: 'fail',
    says: 'the largest source has 100 % of the runs',
  },
  {
    name: 'runs that were counted with two signatures each make no source a noisy one',
    evidence: { runs: 5, sourcedRuns: 5, sources: sourcesOf(4, 4, 2) },
    verdict: 'pass',
    says: 'the largest source has 40 % of the runs',
  },
  {
    name: 'runs without a source do not thin out a noisy one while half of them name one',
    evidence: { runs: 20, sourcedRuns: 10, sources: sourcesOf(8, 1, 1) },
    verdict: 'fail',
    says: 'the largest source has 80 % of the runs',
  },
  {
    name: 'where over half name no source, runs and spread over time are judged and it says so',
    evidence: { runs: 5, sourcedRuns: 2, sources: sourcesOf(1, 1) },
    verdict: 'pass',
    says: '3 of 5 runs name neither user nor session, so runs and spread over time are judged instead of sources',
  },
  {
    name: 'without sources two runs are still too few',
    evidence: { runs: 2, sourcedRuns: 0, sources: sourcesOf() },
    verdict: 'fail',
    says: 'in 2 distinct hours',
  },
  {
    name: 'a lesson whose hour buckets have expired is spread over its days',
    evidence: { runs: 3, sourcedRuns: 0, sources: sourcesOf(), hours: 0, days: 3 },
    verdict: 'pass',
    says: 'in 3 distinct hours',
  },
  {
    name: 'sources beyond those kept one by one are told',
    evidence: { runs: 500, sourcedRuns: 500, sources: sourcesOf(...Array(128).fill(1)), sourceRemainder: 372 },
    verdict: 'pass',
    says: 'more than 128 sources',
  },
]

describe('patterned', () => {
  for (const { name, evidence, verdict, says } of cases) {
    it(name, () => {
      const criterion = patterned(stormEvidence(evidence), defaultPolicy)
      expect(criterion.verdict).toBe(verdict)
      expect(criterion.evidence).toContain(says)
    })
  }

  it('asks for as many hours as the policy says where sources are not known', () => {
    const policy = { ...defaultPolicy, patterned: { ...defaultPolicy.patterned, hoursMin: 4 } }
    const unsourced = { runs: 9, sourcedRuns: 0, sources: sourcesOf(), days: 1 }

    expect(patterned(stormEvidence({ ...unsourced, hours: 3 }), policy).verdict).toBe('fail')
    expect(patterned(stormEvidence({ ...unsourced, hours: 4 }), policy).verdict).toBe('pass')
  })

  it('scores the weakest part, half where it just meets what is needed', () => {
    const just = stormEvidence({ runs: 3, sourcedRuns: 3, sources: sourcesOf(1, 1, 1) })
    const twice = stormEvidence({ runs: 60, sourcedRuns: 60, sources: sourcesOf(...Array(60).fill(1)) })

    expect(patterned(just, defaultPolicy).score).toBe(0.5)
    expect(patterned(twice, defaultPolicy).score).toBe(1)
  })
})
