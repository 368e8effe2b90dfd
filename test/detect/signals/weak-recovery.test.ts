import { describe, expect, it } from 'vitest'
import { detect } from '../../../src/detect/detect.ts'
import { weakRecovery } from '../../../src/detect/signals/weak-recovery.ts'
import { findingsIn } from '../captured.ts'
import { answers, asks, broke, conversation, fails, repeat, result, runOf, sideBySide, works } from '../run-builder.ts'

const found = (...args: Parameters<typeof runOf>) => weakRecovery.detect(runOf(...args), null).findings

describe('weak_recovery', () => {
  it('fires when a tool failed and the agent answered with no further try', () => {
    expect(
      found(conversation(works('charge', 'a', result('done')), fails('charge', 'b'), fails('charge', 'b'))),
    ).toMatchObject([
      {
        locus: 'charge',
        template: 'upstream returned 503',
        recovery: 'answered',
        evidence: ['step-3', 'step-5'],
        severity: 0.2,
        explanation: 'charge failed twice, and the run answered with no further try',
      },
    ])
  })

  it('fires on a failed call beside others that went well', () => {
    const batch = sideBySide(
      [fails('charge', 'a', broke(), { id: 'bad' }), works('look', 'a', result('x'), { id: 'good' })],
      1,
    )
    expect(found([asks(), ...batch, answers()]).map(({ evidence }) => evidence)).toEqual([['bad']])
  })

  it.each([
    ['the agent tried again', conversation(fails('charge', 'a'), works('charge', 'a', result('done')))],
    ['the agent tried something else', conversation(fails('charge', 'a'), works('refund', 'a', result('done')))],
    ['the agent asked a person', conversation(fails('charge', 'a'), works('ask_human', 'a', result('no')))],
    ['a boundary was reached', conversation(fails('charge', 'a', broke('403', 'permission_denied')))],
    ['there is no such tool', conversation(fails('charge', 'a', broke('no such tool', 'tool_not_found')))],
    ['a person said no', conversation(fails('charge', 'a', broke('no', 'approval_rejected')))],
  ])('is quiet when %s', (_, steps) => {
    expect(found(steps)).toEqual([])
  })

  it('is quiet about a run that failed, waits or gave no answer', () => {
    const steps = conversation(fails('charge', 'a'))
    for (const more of [{ outcome: 'failed' }, { outcome: 'waiting' }, { answer: null }] as const) {
      expect(found(steps, more)).toEqual([])
    }
  })

  it('takes the place of the tool error, and leaves its own to a retry storm', () => {
    const names = (count: number) =>
      detect(runOf(conversation(...repeat(count, () => fails('charge', 'a'))))).findings.map(({ signal }) => signal)
    expect([names(1), names(3)]).toEqual([['unrecovered_error', 'weak_recovery'], ['retry_storm']])
  })

  it('holds back where the agent of a real capture tried again', async () => {
    expect(await findingsIn('openai-openinference/tool-retry')).not.toContain('weak_recovery:fetch_invoice')
  })
})
