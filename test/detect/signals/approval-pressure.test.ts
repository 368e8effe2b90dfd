import { describe, expect, it } from 'vitest'
import { approvalPressure } from '../../../src/detect/signals/approval-pressure.ts'
import type { Step } from '../../../src/run/step.ts'
import { findingsIn } from '../captured.ts'
import { answers, asks, repeat, result, runOf, step, value, works } from '../run-builder.ts'

const ask = (name: string, args: string | null): Step =>
  step({ kind: 'approval', name, outcome: 'ok', arguments: args === null ? null : value(args) })

function detectIn(steps: readonly Step[]) {
  return approvalPressure.detect(runOf([...steps.flatMap((each) => [asks(), each]), answers()]), null)
}

describe('approval_pressure', () => {
  it('fires from the fifth ask on, at the tool that was asked for most, with the approvals beyond the first', () => {
    const asked = [ask('delete', 'x'), ...repeat(4, (index) => ask('refund', `${index}`))]
    expect(detectIn(asked).findings).toMatchObject([
      {
        locus: 'refund',
        severity: 0.3,
        excess: { approvals: 4, calls: 0 },
        explanation: 'A person was asked 5 times, mostly for refund',
      },
    ])
  })

  it('fires where the same call is asked for a third time', () => {
    expect(detectIn(repeat(3, () => ask('refund', 'a'))).findings).toMatchObject([
      { severity: 0.5, evidence: ['step-1', 'step-3', 'step-5'] },
    ])
  })

  it.each([
    ['four different calls', repeat(4, (index) => ask('refund', `${index}`))],
    ['the same call twice', repeat(2, () => ask('refund', 'a'))],
    ['three calls whose arguments were not captured', repeat(3, () => ask('refund', null))],
    ['none', []],
  ])('holds back where a person was asked for %s', (_, steps) => {
    expect(detectIn(steps)).toEqual({ findings: [], abstention: null })
  })

  const resumed = (count: number, more: Partial<Step> = {}) =>
    repeat(count, (index) => {
      const call = { traceId: `${index + 2}`.repeat(32), callFp: `call-${index}` }
      return works('refund', `${index}`, result('done'), { ...call, ...more })
    })
  const unasked = { findings: [], abstention: { signal: 'approval_pressure', missing: 'approval' } }

  it('abstains where the run went on with five calls after pauses, and no ask was sent', () => {
    expect(approvalPressure.detect(runOf([asks(), ...resumed(5), answers()]), null)).toEqual(unasked)
  })

  it.each([
    ['there were fewer pauses', resumed(4)],
    ['the calls were asked for in the trace they ran in', resumed(5, { traceId: '1'.repeat(32) })],
    ['nothing ties the calls to what a model asked for', resumed(5, { callFp: null })],
  ])('is quiet where %s', (_, steps) => {
    expect(approvalPressure.detect(runOf([asks(), ...steps, answers()]), null)).toEqual({
      findings: [],
      abstention: null,
    })
  })

  it('holds back on a real run that asked once', async () => {
    expect((await findingsIn('vercel-ai-6/approval-rejected')).join()).not.toContain('approval_pressure')
  })
})
