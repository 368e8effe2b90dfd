import { describe, expect, it } from 'vitest'
import { blockedThenRetried } from '../../../src/detect/signals/blocked-then-retried.ts'
import type { ErrorClass } from '../../../src/span/span-fact.ts'
import type { StepOutcome } from '../../../src/span/step-kind.ts'
import { answers, asks, broke, fails, result, runOf, step, value, works } from '../run-builder.ts'

const asked = (outcome: StepOutcome, args: string | null = 'a') =>
  step({ kind: 'approval', name: 'refund', outcome, arguments: args === null ? null : value(args) })
const denied = (args: string | null, kind: ErrorClass = 'permission_denied') => fails('refund', args, broke('no', kind))
const refund = (args: string | null) => works('refund', args, result('done'))

function detectIn(...steps: Parameters<typeof runOf>[0]) {
  return blockedThenRetried.detect(runOf([asks(), ...steps, answers()]), null)
}

describe('blocked_then_retried', () => {
  it('fires where a call that a person refused is made again and goes through', () => {
    expect(detectIn(asked('rejected'), asks(), refund('a')).findings).toMatchObject([
      {
        locus: 'refund',
        severity: 0.65,
        evidence: ['step-1', 'step-3'],
        excess: { calls: 1 },
        explanation: 'refund was blocked by a person and tried again once, and went through',
      },
    ])
  })

  it('fires where a guardrail or a permission stops the same call again', () => {
    const guarded = detectIn(denied('a', 'guardrail'), asks(), denied('a', 'guardrail'))
    const forbidden = detectIn(denied('a'), asks(), denied('a'), asks(), denied('a'))
    expect([guarded, forbidden].map(({ findings }) => findings.map((finding) => finding.severity))).toEqual([
      [0.45],
      [0.45],
    ])
  })

  it('weighs less where other arguments were tried, and stopped too', () => {
    expect(detectIn(asked('rejected', 'a'), asks(), asked('rejected', 'b')).findings).toMatchObject([{ severity: 0.3 }])
  })

  it.each([
    ['the agent stopped there', [asked('rejected')]],
    ['another tool was tried', [asked('rejected'), asks(), works('lookup', 'a', null)]],
    ['other arguments went through', [denied('a', 'guardrail'), asks(), refund('b')]],
    ['other arguments met a missing permission, as when one looks around', [denied('a'), asks(), denied('b')]],
    ['the permission was granted meanwhile', [denied('a'), asks(), refund('a')]],
    ['a person allowed it in the end', [asked('rejected'), asks(), asked('ok'), refund('a')]],
    ['the tool failed for another reason', [fails('refund', 'a'), asks(), fails('refund', 'a')]],
    ['the call was made before it was stopped', [refund('a'), asks(), asked('rejected')]],
  ])('holds back where %s', (_, steps) => {
    expect(detectIn(...steps)).toEqual({ findings: [], abstention: null })
  })

  it('takes an approval and the span of the refused call for one', () => {
    const run = [
      { ...asked('rejected'), callFp: 'c1' },
      works('refund', 'a', null, { outcome: 'rejected', callFp: 'c1' }),
    ]
    expect(detectIn(...run).findings).toEqual([])
  })

  it.each([
    ['holds back where a person is known to have allowed it', [{ ...asked('ok'), callFp: 'c2' }], null],
    ['abstains where no decision was sent', [], { signal: 'blocked_then_retried', missing: 'approval decision' }],
  ])('of a call that ran after a pause, %s', (_, decision, abstention) => {
    const later = { traceId: '2'.repeat(32) }
    const steps = [asked('rejected'), asks(), ...decision, { ...refund('a'), ...later, callFp: 'c2' }, asks(later)]
    expect(detectIn(...steps)).toEqual({ findings: [], abstention })
  })

  it('fires where the call that ran after a pause was another one', () => {
    const later = { traceId: '2'.repeat(32) }
    const steps = [asked('rejected'), asks(), asked('rejected'), { ...refund('b'), ...later }, asks(later)]
    expect(detectIn(...steps).findings).toMatchObject([{ evidence: ['step-1', 'step-3'] }])
  })

  it('abstains where the arguments of a call after a no were not captured', () => {
    expect(detectIn(asked('rejected', null), asks(), refund(null)).abstention).toEqual({
      signal: 'blocked_then_retried',
      missing: 'tool arguments',
    })
  })
})
