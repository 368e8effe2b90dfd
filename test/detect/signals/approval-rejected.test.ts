import { describe, expect, it } from 'vitest'
import { approvalRejected } from '../../../src/detect/signals/approval-rejected.ts'
import type { StepOutcome } from '../../../src/span/step-kind.ts'
import { findingsIn } from '../captured.ts'
import { answers, asks, runOf, step, works } from '../run-builder.ts'

const approval = (outcome: StepOutcome, name = 'refund') => step({ kind: 'approval', name, outcome })

describe('approval_rejected', () => {
  it('fires on the tool that a person refused', () => {
    const { findings } = approvalRejected.detect(runOf([asks(), approval('rejected'), answers()]), null)
    expect(findings).toMatchObject([
      {
        bucket: 'boundary_stress',
        locus: 'refund',
        recovery: 'answered',
        severity: 0.35,
        explanation: 'A person refused refund once',
      },
    ])
  })

  it('weighs more when the agent asked again after a no', () => {
    const run = runOf([asks(), approval('rejected'), asks(), approval('rejected'), answers()])
    expect(approvalRejected.detect(run, null).findings).toMatchObject([{ severity: 0.5, excess: { calls: 2 } }])
  })

  it('fires on a tool step that says so itself, and on what an approval step guards', () => {
    const tool = runOf([asks(), works('refund', 'a', null, { outcome: 'rejected' }), answers()])
    const guarding = runOf([asks(), step({ kind: 'approval', name: 'ask', target: 'refund', outcome: 'rejected' })])
    expect([tool, guarding].map((run) => approvalRejected.detect(run, null).findings[0]?.locus)).toEqual([
      'refund',
      'refund',
    ])
  })

  it.each(['ok', 'waiting'] as const)('is quiet about an approval that is %s', (outcome) => {
    expect(approvalRejected.detect(runOf([asks(), approval(outcome)]), null)).toEqual({
      findings: [],
      abstention: null,
    })
  })

  it('abstains where no decision is known', () => {
    expect(approvalRejected.detect(runOf([asks(), approval('unknown'), answers()]), null).abstention).toEqual({
      signal: 'approval_rejected',
      missing: 'approval decision',
    })
  })

  it.each([
    'langchain/approval-rejected',
    'langfuse/approval-rejected',
    'openai-traceloop/approval-rejected',
    'strands/approval-rejected',
    'vercel-ai-6/approval-rejected',
    'vercel-ai-7/approval-rejected',
  ])('is all that is found in %s', async (capture) => {
    expect(await findingsIn(capture)).toEqual(['approval_rejected:refund_payment'])
  })
})
