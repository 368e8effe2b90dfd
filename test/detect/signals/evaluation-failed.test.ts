import { describe, expect, it } from 'vitest'
import { evaluationFailed } from '../../../src/detect/signals/evaluation-failed.ts'
import type { RunEvaluation } from '../../../src/run/run.ts'
import { conversation, evaluation, result, runOf, works } from '../run-builder.ts'

const detectIn = (...evaluations: readonly RunEvaluation[]) =>
  evaluationFailed.detect(runOf(conversation(works('look', 'a', result('x'))), { evaluations }), null)

describe('evaluation_failed', () => {
  it('fires on the agent when an evaluation of the run failed', () => {
    expect(detectIn(evaluation({ passed: false, score: 0.12345, by: 'model' })).findings).toMatchObject([
      {
        locus: 'support',
        template: 'helpfulness failed',
        evidence: [],
        severity: 0.5,
        explanation: 'support failed the evaluation helpfulness with a score of 0.123',
      },
    ])
  })

  it('fires on the step that was evaluated, once per evaluation', () => {
    const { findings } = detectIn(
      evaluation({ passed: false, stepId: 'step-1' }),
      evaluation({ passed: false, name: 'grounded', stepId: 'step-1' }),
    )
    expect(findings.map(({ locus, template, evidence }) => [locus, template, evidence])).toEqual([
      ['look', 'helpfulness failed', ['step-1']],
      ['look', 'grounded failed', ['step-1']],
    ])
  })

  it('goes by the last verdict of an evaluation', () => {
    const [bad, good] = [evaluation({ passed: false }), evaluation({ passed: true })]
    expect([detectIn(bad, good), detectIn(good, bad)].map(({ findings }) => findings.length)).toEqual([0, 1])
  })

  it('leaves people to negative_feedback, and is quiet without evaluations', () => {
    expect(detectIn(evaluation({ passed: false, by: 'human' }))).toEqual({ findings: [], abstention: null })
    expect(detectIn()).toEqual({ findings: [], abstention: null })
  })

  it('abstains where scores came without a verdict', () => {
    expect(detectIn(evaluation({ score: 0.1 }))).toEqual({
      findings: [],
      abstention: { signal: 'evaluation_failed', missing: 'evaluation verdict' },
    })
  })
})
