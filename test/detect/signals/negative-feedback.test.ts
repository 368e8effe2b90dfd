import { describe, expect, it } from 'vitest'
import { negativeFeedback } from '../../../src/detect/signals/negative-feedback.ts'
import type { RunEvaluation } from '../../../src/run/run.ts'
import { answers, evaluation, runOf } from '../run-builder.ts'

const detectIn = (...evaluations: readonly RunEvaluation[]) =>
  negativeFeedback.detect(runOf([answers()], { evaluations }), null)
const bad = (more: Partial<RunEvaluation> = {}) => evaluation({ name: 'thumb', passed: false, by: 'human', ...more })

describe('negative_feedback', () => {
  it('is one finding on the agent, however many marks were bad', () => {
    expect(detectIn(bad(), bad({ name: 'tone', stepId: 'step-0' })).findings).toMatchObject([
      {
        locus: 'support',
        template: 'negative feedback',
        evidence: ['step-0'],
        severity: 0.6,
        explanation: 'support got negative feedback twice',
      },
    ])
  })

  it('lets a person take it back', () => {
    expect(detectIn(bad(), bad({ passed: true })).findings).toEqual([])
    expect(detectIn(bad({ passed: true }), bad()).findings).toHaveLength(1)
  })

  it('is quiet about judges that are no people, and about praise', () => {
    expect(detectIn(evaluation({ passed: false, by: 'model' }), bad({ passed: true }))).toEqual({
      findings: [],
      abstention: null,
    })
  })

  it('abstains where people gave scores without a verdict', () => {
    expect(detectIn(bad({ passed: null, score: 2 })).abstention).toEqual({
      signal: 'negative_feedback',
      missing: 'feedback verdict',
    })
  })
})
