import { describe, expect, it } from 'vitest'
import { guardrailBlocked } from '../../../src/detect/signals/guardrail-blocked.ts'
import { findingsIn } from '../captured.ts'
import { answers, asks, broke, failedWith, fails, runOf, step } from '../run-builder.ts'

const guard = (outcome: 'ok' | 'rejected' | 'error' | 'unknown', name = 'pii') =>
  step({ kind: 'guardrail', name, outcome })

describe('guardrail_blocked', () => {
  it('fires once per guardrail that tripped, more strongly when the run ended with it', () => {
    const stopped = runOf([asks(), guard('rejected')], failedWith('tripped', 'guardrail'))
    const wentOn = runOf([guard('rejected'), guard('rejected'), guard('rejected', 'toxicity'), answers()])
    expect(guardrailBlocked.detect(stopped, null).findings).toMatchObject([
      { locus: 'pii', severity: 0.4, recovery: 'stopped', explanation: 'pii blocked once' },
    ])
    expect(guardrailBlocked.detect(wentOn, null).findings.map(({ locus, severity }) => [locus, severity])).toEqual([
      ['pii', 0.3],
      ['toxicity', 0.3],
    ])
  })

  it('fires on what was stopped where the guardrail has no step', () => {
    const tool = runOf([asks(), fails('mail', 'a', broke('blocked', 'guardrail')), answers()])
    const run = runOf([asks()], failedWith('tripwire triggered', 'guardrail'))
    expect(guardrailBlocked.detect(tool, null).findings).toMatchObject([{ locus: 'mail' }])
    expect(guardrailBlocked.detect(run, null).findings).toMatchObject([{ locus: 'support', evidence: ['step-0'] }])
  })

  it('is quiet about guardrails that let pass, and about one that broke itself', () => {
    expect(guardrailBlocked.detect(runOf([guard('ok'), guard('error'), answers()]), null).findings).toEqual([])
  })

  it('abstains where the outcome of every guardrail is unknown', () => {
    expect(guardrailBlocked.detect(runOf([guard('unknown'), answers()]), null).abstention).toEqual({
      signal: 'guardrail_blocked',
      missing: 'guardrail outcome',
    })
  })

  it.each([
    ['langchain/guardrail', 'CardDataGuard'],
    ['langfuse/guardrail', 'card-data-guard'],
    ['mastra/guardrail', 'Card data guard'],
    ['openai-agents/guardrail', 'card-data-guard'],
    ['openai-agents/guardrail-output', 'card-output-guard'],
  ])('is all that is found in %s', async (capture, guardrail) => {
    expect(await findingsIn(capture)).toEqual([`guardrail_blocked:${guardrail}`])
  })
})
