import { describe, expect, it } from 'vitest'
import { runFailed } from '../../../src/detect/signals/run-failed.ts'
import type { Run } from '../../../src/run/run.ts'
import { findingsIn } from '../captured.ts'
import {
  answers,
  asks,
  broke,
  conversation,
  failedWith,
  fails,
  result,
  runOf,
  vanished,
  works,
} from '../run-builder.ts'

const evidence = (run: Run) => runFailed.detect(run, null).findings[0]?.evidence

describe('run_failed', () => {
  it('fires on the agent with the error of the run', () => {
    const run = runOf(conversation(works('look', 'a', result('x'))), failedWith('TypeError: <*>'))
    expect(runFailed.detect(run, null).findings).toMatchObject([
      {
        locus: 'support',
        template: 'TypeError: <*>',
        recovery: 'stopped',
        severity: 0.6,
        explanation: 'support failed after 3 steps',
      },
    ])
  })

  it('fires without any step, and without an error text', () => {
    const run = runOf([], { outcome: 'failed', answer: null })
    expect(runFailed.detect(run, null).findings).toMatchObject([
      { template: 'failed without an error text', evidence: [] },
    ])
  })

  it('has the step it failed on as evidence: the last one, or the one with the same error', () => {
    const look = works('look', 'a', result('x'))
    const last = runOf([asks(), fails('charge', 'a')], failedWith('it broke'))
    const same = runOf([asks(), fails('charge', 'a', broke('503')), look, asks()], failedWith('503'))
    const beside = runOf([asks(), fails('charge', 'a', broke('503')), look], failedWith('it broke'))
    expect([last, same, beside].map(evidence)).toEqual([['step-1'], ['step-1'], ['step-1']])
  })

  it('does not blame an earlier error that the agent went on after', () => {
    const run = runOf([asks(), fails('charge', 'a', broke('503')), answers()], failedWith('it broke'))
    expect(evidence(run)).toEqual(['step-2'])
  })

  it('takes the last action for what led to a turn limit', () => {
    const run = runOf([asks(), works('look', 'a', result('x')), asks()], failedWith('turn limit', 'turn_limit'))
    expect(evidence(run)).toEqual(['step-1'])
    expect(runFailed.detect(run, null).findings[0]?.explanation).toBe('support failed at its turn limit after 3 steps')
  })

  it.each(['completed', 'waiting', 'aborted'] as const)('is quiet about a run that is %s', (outcome) => {
    expect(runFailed.detect(runOf([asks()], { outcome }), null)).toEqual({ findings: [], abstention: null })
  })

  it('abstains where the root never arrived', () => {
    expect(runFailed.detect(runOf([asks()], vanished), null).abstention).toEqual({
      signal: 'run_failed',
      missing: 'root span',
    })
  })

  it('is all that is found where the failed model call was not exported', async () => {
    expect(await findingsIn('openai-openinference/llm-fatal')).toEqual(['run_failed:support-agent'])
  })

  it('gives way to what the run failed over', async () => {
    expect(await findingsIn('mcp/loop')).toEqual(['repeated_call:check_return_status'])
  })
})
