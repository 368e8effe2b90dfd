import { describe, expect, it } from 'vitest'
import { recoveryAfter } from '../../src/detect/recovery.ts'
import type { Run } from '../../src/run/run.ts'
import type { Step } from '../../src/run/step.ts'
import { asks, conversation, fails, result, runOf, sideBySide, step, works } from './run-builder.ts'

function recovery(next: readonly Step[], overrides: Partial<Run> = {}): string {
  const run = runOf(conversation(fails('charge', 'a'), ...next), overrides)
  return recoveryAfter(run, run.steps[1])
}

describe('recovery', () => {
  it.each([
    ['retried_same', works('charge', 'a', result('done'))],
    ['retried_same', works('charge', null, result('done'))],
    ['retried_changed', works('charge', 'b', result('done'))],
    ['other_tool', works('refund', 'a', result('done'))],
    ['other_tool', works('transfer_funds', 'a', result('done'))],
    ['escalated', works('transferToAgent', 'a', result('done'))],
    ['escalated', works('ask_human', 'a', result('done'))],
    ['escalated', step({ kind: 'approval', name: 'charge', outcome: 'waiting' })],
    ['escalated', step({ kind: 'handoff', name: 'billing' })],
  ] as const)('is %s', (expected, next) => {
    expect(recovery([next])).toBe(expected)
  })

  it('is answered when the run completed without a further action, else stopped', () => {
    expect(recovery([])).toBe('answered')
    expect(recovery([], { outcome: 'failed', answer: null })).toBe('stopped')
    expect(recovery([], { outcome: 'waiting', answer: null })).toBe('stopped')
  })

  it('does not take calls made side by side with the failed one for an answer to it', () => {
    const batch = sideBySide([fails('charge', 'a', null, { id: 'first' }), works('mail', 'a', null)], 1)
    const run = runOf([asks(), ...batch])
    expect(recoveryAfter(run, run.steps[1])).toBe('answered')
  })
})
