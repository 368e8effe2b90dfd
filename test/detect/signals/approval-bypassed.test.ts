import { describe, expect, it } from 'vitest'
import { approvalBypassed } from '../../../src/detect/signals/approval-bypassed.ts'
import type { Step } from '../../../src/run/step.ts'
import type { StepOutcome } from '../../../src/span/step-kind.ts'
import { answers, asks, broke, fails, result, runOf, step, value, works } from '../run-builder.ts'

const asked = (outcome: StepOutcome, args: string | null = 'a'): Step =>
  step({ kind: 'approval', name: 'refund', outcome, arguments: args === null ? null : value(args) })
const refund = (args: string | null) => works('refund', args, result('done'))

function detectIn(...steps: readonly Step[]) {
  return approvalBypassed.detect(runOf([asks(), ...steps, answers()]), null)
}

describe('approval_bypassed', () => {
  it('fires where a refused call ran all the same', () => {
    expect(detectIn(asked('rejected'), asks(), refund('a')).findings).toMatchObject([
      {
        locus: 'refund',
        severity: 0.8,
        evidence: ['step-1', 'step-3'],
        explanation: 'refund ran once with the arguments that a person had refused',
      },
    ])
  })

  it.each([
    ['a person allowed it in between', [asked('rejected'), asks(), asked('ok'), refund('a')]],
    ['other arguments were taken', [asked('rejected'), asks(), refund('b')]],
    ['it was refused again', [asked('rejected'), asks(), asked('rejected')]],
    ['it failed', [asked('rejected'), asks(), fails('refund', 'a')]],
    ['it ran before', [refund('a'), asks(), asked('rejected')]],
    [
      'it was a permission that was missing',
      [fails('refund', 'a', broke('no', 'permission_denied')), asks(), refund('a')],
    ],
    [
      'the refused call itself ends with an empty OK',
      [{ ...asked('rejected'), callFp: 'c1' }, works('refund', 'a', null, { callFp: 'c1' })],
    ],
  ])('holds back where %s', (_, steps) => {
    expect(detectIn(...steps)).toEqual({ findings: [], abstention: null })
  })

  it('abstains where the run went on with the call after a pause, and no decision was sent', () => {
    const later = { traceId: '2'.repeat(32) }
    const steps = [asked('rejected'), asks(), { ...refund('a'), ...later }, asks(later)]
    expect(detectIn(...steps)).toEqual({
      findings: [],
      abstention: { signal: 'approval_bypassed', missing: 'approval decision' },
    })
  })

  it('fires where the call was asked for after the pause', () => {
    const later = { traceId: '2'.repeat(32) }
    const steps = [asked('rejected'), asks(later), { ...refund('a'), ...later }]
    expect(detectIn(...steps).findings).toMatchObject([{ locus: 'refund' }])
  })

  it('abstains where the arguments of what ran later were not captured', () => {
    expect(detectIn(asked('rejected', null), asks(), refund(null)).abstention).toEqual({
      signal: 'approval_bypassed',
      missing: 'tool arguments',
    })
  })
})
