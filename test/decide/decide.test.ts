import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { criterionNames } from '../../src/candidate/scorecard.ts'
import { decide } from '../../src/decide/decide.ts'
import { defaultPolicy } from '../../src/decide/default-policy.ts'
import { noExcess } from '../../src/finding/finding.ts'
import { risks } from '../../src/pattern/contribution.ts'
import type { LessonEvidence } from '../../src/pattern/pattern.ts'
import { harmlessEvidence, nowMs, sourcesOf, stormEvidence } from './evidence.ts'

const answerOf = (evidence: LessonEvidence, policy = defaultPolicy) => {
  const { answer, reason } = decide(evidence, policy, nowMs)
  return reason === null ? answer : `${answer}: ${reason}`
}

describe('decide', () => {
  it('promotes a retry storm without success in three runs of three sources', () => {
    const storm = stormEvidence({ runs: 3, sourcedRuns: 3, sources: sourcesOf(1, 1, 1), risks: new Map() })

    expect(answerOf(storm)).toBe('promote')
  })

  it('promotes it also where no run names a source', () => {
    expect(answerOf(stormEvidence({ runs: 3, sourcedRuns: 0, sources: sourcesOf(), hours: 1 }))).toBe('promote')
  })

  it('promotes by cost alone', () => {
    const risks = new Map([['weak_run', 4]] as const)

    expect(answerOf(harmlessEvidence({ excess: { ...noExcess, usd: 4 }, risks }))).toBe('promote')
  })

  it('holds a recovered tool error seen three times as harmless', () => {
    const recovered = harmlessEvidence({ runs: 3, sourcedRuns: 3, sources: sourcesOf(1, 1, 1) })

    expect(answerOf(recovered)).toBe('hold: harmless')
  })

  it('holds one run as one-off', () => {
    expect(answerOf(stormEvidence({ runs: 1, sourcedRuns: 1, sources: sourcesOf(1) }))).toBe('hold: one_off')
  })

  it('watches a lesson that has half the runs it needs', () => {
    expect(answerOf(stormEvidence({ runs: 2, sourcedRuns: 2, sources: sourcesOf(1, 1) }))).toBe('watch: one_off')
  })

  it('does not promote ten thousand runs minted by one source', () => {
    const minted = stormEvidence({ runs: 10_000, sourcedRuns: 10_000, sources: sourcesOf(10_000), failedRuns: 10_000 })

    expect(answerOf(minted)).toBe('hold: one_off')
  })

  it('watches where the policy requires what is not judged yet', () => {
    const strict = { ...defaultPolicy, required: new Map([['enduring', 0.5]] as const) }

    expect(answerOf(stormEvidence(), strict)).toBe('watch: incident_bound')
  })

  it('holds where a required criterion passes with too low a score', () => {
    const strict = { ...defaultPolicy, required: new Map([['patterned', 0.9]] as const) }

    expect(answerOf(stormEvidence(), strict)).toBe('hold: one_off')
  })

  it('shows all letters in order, whatever the answer', () => {
    const { criteria, decidedAtMs, windowDays } = decide(harmlessEvidence(), defaultPolicy, nowMs)

    expect(criteria.map(({ name }) => name)).toEqual(criterionNames)
    expect(criteria.every(({ evidence }) => evidence.length > 0)).toBe(true)
    expect({ decidedAtMs, windowDays }).toEqual({ decidedAtMs: nowMs, windowDays: 30 })
  })

  it('never turns a promotion into anything else by more runs of the same kind', () => {
    fc.assert(
      fc.property(anyEvidence, fc.integer({ min: 2, max: 50 }), (evidence, times) => {
        fc.pre(answerOf(evidence) === 'promote')
        expect(answerOf(multiplied(evidence, times))).toBe('promote')
      }),
    )
  })

  it('never turns a promotion into anything else by one more run like the others', () => {
    fc.assert(
      fc.property(anyEvidence, (evidence) => {
        fc.pre(answerOf(evidence) === 'promote')
        expect(answerOf(withOneMore(evidence))).toBe('promote')
      }),
    )
  })

  it('always answers, with scores from zero to one exactly where it judged', () => {
    fc.assert(
      fc.property(anyEvidence, (evidence) => {
        const { answer, criteria } = decide(evidence, defaultPolicy, nowMs)
        expect(['promote', 'watch', 'hold']).toContain(answer)
        for (const { verdict, score } of criteria) {
          if (verdict === 'unknown') expect(score).toBeNull()
          else expect(score).toSatisfy((value) => typeof value === 'number' && value >= 0 && value <= 1)
        }
      }),
    )
  })
})

/** Evidence as a store could have it: every count is of runs, and none is more than there are. */
const anyEvidence: fc.Arbitrary<LessonEvidence> = fc
  .record({
    perSource: fc.array(fc.integer({ min: 1, max: 20 }), { maxLength: 12 }),
    unsourced: fc.integer({ min: 0, max: 20 }),
    severityMean: fc.double({ min: 0, max: 1, noNaN: true }),
    failedShare: fc.double({ min: 0, max: 1, noNaN: true }),
    riskShares: fc.array(fc.double({ min: 0, max: 1, noNaN: true }), {
      minLength: risks.length,
      maxLength: risks.length,
    }),
    usd: fc.double({ min: 0, max: 3, noNaN: true }),
    calls: fc.integer({ min: 0, max: 120 }),
  })
  .filter(({ perSource, unsourced }) => perSource.length + unsourced > 0)
  .map(({ perSource, unsourced, severityMean, failedShare, riskShares, usd, calls }) => {
    const sourcedRuns = perSource.reduce((sum, runs) => sum + runs, 0)
    const runs = sourcedRuns + unsourced
    return stormEvidence({
      ...{ runs, sourcedRuns, severityMean },
      sources: sourcesOf(...perSource),
      failedRuns: Math.round(failedShare * runs),
      risks: new Map(risks.map((risk, index) => [risk, Math.round((riskShares[index] ?? 0) * runs)])),
      excess: { ...noExcess, usd, calls },
    })
  })

function multiplied(evidence: LessonEvidence, times: number): LessonEvidence {
  const { runs, agentRuns, failedRuns, sourcedRuns, excess } = evidence
  return {
    ...evidence,
    runs: runs * times,
    agentRuns: agentRuns * times,
    failedRuns: failedRuns * times,
    sourcedRuns: sourcedRuns * times,
    sources: new Map([...evidence.sources].map(([source, count]) => [source, count * times])),
    risks: new Map([...evidence.risks].map(([risk, count]) => [risk, count * times])),
    excess: { ...excess, usd: excess.usd * times, calls: excess.calls * times },
  }
}

/**
 * It carries every risk that any run carried, so that the typical run is no less risky for it, and comes from somebody
 * new where most runs name their source, from nobody where most do not.
 */
function withOneMore(evidence: LessonEvidence): LessonEvidence {
  const named = evidence.sourcedRuns * 2 >= evidence.runs
  return {
    ...evidence,
    runs: evidence.runs + 1,
    agentRuns: evidence.agentRuns + 1,
    failedRuns: evidence.failedRuns === 0 ? 0 : evidence.failedRuns + 1,
    sourcedRuns: evidence.sourcedRuns + (named ? 1 : 0),
    sources: named ? new Map([...evidence.sources, ['somebody-new', 1]]) : evidence.sources,
    risks: new Map([...evidence.risks].map(([risk, count]) => [risk, count === 0 ? 0 : count + 1])),
  }
}

describe('a lesson that may raise nothing', () => {
  const shadow = { ...defaultPolicy, shadow: new Set(['retry_storm']) }
  const wordsOf = (evidence: LessonEvidence, name: string, policy = defaultPolicy) =>
    decide(evidence, policy, nowMs).criteria.find((criterion) => criterion.name === name)?.evidence

  it('is watched while its signal runs in shadow, and says so', () => {
    expect(answerOf(stormEvidence(), shadow)).toBe('watch: shadow')
    expect(answerOf(stormEvidence({ runs: 1 }), shadow)).toBe('watch: shadow')
    expect(answerOf(stormEvidence({ signal: 'cycle' }), shadow)).toBe('promote')
    expect(wordsOf(stormEvidence(), 'patterned', shadow)).toContain('retry_storm runs in shadow')
  })

  it('is a hint where too few of its runs are weak, however costly or failed they are', () => {
    const costly = harmlessEvidence({ excess: { ...noExcess, usd: 400 }, risks: new Map([['weak_run', 2]]) })
    expect(answerOf(costly)).toBe('hold: hint')
    expect(answerOf(harmlessEvidence({ failedRuns: 4 }))).toBe('hold: hint')
    expect(answerOf({ ...costly, risks: new Map([['weak_run', 3]]) })).toBe('promote')
    expect(wordsOf(costly, 'risk_bearing')).toContain('weak runs 2 of 4')
  })

  it('is a duplicate over a service where one agent has more than half of its runs', () => {
    const over = (...runs: readonly number[]) =>
      stormEvidence({
        scope: 'service',
        agent: 'shop',
        variants: runs.map((n, i) => ({ trajectory: `a${i}`, runs: n })),
      })
    expect(answerOf(over(3, 1))).toBe('hold: duplicate')
    expect(answerOf(over(2, 1, 1))).toBe('promote')
    expect(wordsOf(over(3, 1), 'patterned')).toContain('of the agents a0 has most of the runs, 75 %: its own lesson')
    expect(wordsOf(over(2, 1, 1), 'patterned')).toContain('4 of 120 runs of the agents of shop')
  })
})
