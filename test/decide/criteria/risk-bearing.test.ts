import { describe, expect, it } from 'vitest'
import { riskBearing } from '../../../src/decide/criteria/risk-bearing.ts'
import { defaultPolicy } from '../../../src/decide/default-policy.ts'
import type { LessonEvidence } from '../../../src/pattern/pattern.ts'
import { harmlessEvidence, stormEvidence } from '../evidence.ts'

describe('risk-bearing', () => {
  it('passes a serious weakness by its severity and says how serious', () => {
    const criterion = riskBearing(stormEvidence({ risks: new Map() }), defaultPolicy)

    expect(criterion.verdict).toBe('pass')
    expect(criterion.score).toBeCloseTo(0.7)
    expect(criterion.evidence).toBe('mean severity 0.7')
  })

  it('does not let hints become a risk by being many, even where the policy asks for little', () => {
    const lenient = { ...defaultPolicy, risk: { ...defaultPolicy.risk, scoreMin: 0.1 } }
    const criterion = riskBearing(harmlessEvidence({ runs: 10_000, severityMean: 0.29 }), lenient)

    expect(criterion.verdict).toBe('fail')
    expect(criterion.score).toBe(0)
    expect(criterion.evidence).toContain('is a hint and no risk by itself')
  })

  const passing: readonly [string, Partial<LessonEvidence>][] = [
    ['most runs failed', { failedRuns: 3 }],
    ['all runs were abandoned', { risks: new Map([['run_abandoned', 4]]) }],
    ['a guardrail spoke in most runs', { risks: new Map([['guardrail', 3]]) }],
    ['approvals were rejected in all runs', { risks: new Map([['approval', 4]]) }],
    ['evaluations failed in most runs', { risks: new Map([['evaluation_failed', 3]]) }],
    ['a middling weakness touches a sensitive tool', { severityMean: 0.4, risks: new Map([['sensitive_tool', 4]]) }],
  ]
  for (const [name, evidence] of passing) {
    it(`passes where ${name}`, () => {
      expect(riskBearing(harmlessEvidence(evidence), defaultPolicy).verdict).toBe('pass')
    })
  }

  const failing: readonly [string, Partial<LessonEvidence>][] = [
    ['a harmless weakness touches a sensitive tool', { risks: new Map([['sensitive_tool', 4]]) }],
    ['one run of four failed', { failedRuns: 1 }],
    ['the weakness is middling and nothing else is known', { severityMean: 0.4 }],
  ]
  for (const [name, evidence] of failing) {
    it(`fails where ${name}`, () => {
      expect(riskBearing(harmlessEvidence(evidence), defaultPolicy).verdict).toBe('fail')
    })
  }

  it('counts a failed run once, whether the outcome or the finding tells of it', () => {
    const once = riskBearing(harmlessEvidence({ failedRuns: 2 }), defaultPolicy)
    const both = riskBearing(harmlessEvidence({ failedRuns: 2, risks: new Map([['run_failed', 2]]) }), defaultPolicy)

    expect(both.score).toBe(once.score)
    expect(once.evidence).toContain('run failed in 2 of 4')
  })

  it('never scores past one, also where counts disagree', () => {
    const criterion = riskBearing(stormEvidence({ failedRuns: 9_000, severityMean: 7 }), defaultPolicy)

    expect(criterion.score).toBeLessThanOrEqual(1)
  })
})
