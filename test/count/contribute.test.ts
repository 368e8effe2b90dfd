import { describe, expect, it } from 'vitest'
import { contribute } from '../../src/count/contribute.ts'
import { isSensitiveTool } from '../../src/count/sensitive-tools.ts'
import type { Step } from '../../src/run/step.ts'
import { step } from '../detect/run-builder.ts'
import { noon, pattern, runRecord } from '../store/builders.ts'

describe('sensitive tools', () => {
  it.each(['refund_payment', 'chargeCard', 'delete-user', 'email.send', 'transfer_funds'])(
    '%s changes something',
    (name) => {
      expect(isSensitiveTool(name)).toBe(true)
    },
  )

  it.each(['get_order', 'searchEmails', 'list_payments', 'payload_size', 'postal_code'])('%s only looks', (name) => {
    expect(isSensitiveTool(name)).toBe(false)
  })
})

describe('what a run contributes', () => {
  const totals = {
    steps: 4,
    toolCalls: 2,
    modelCalls: 2,
    inputTokens: 90,
    outputTokens: 10,
    costUsd: 0.5,
    durationMs: 9,
  }
  const { run } = runRecord('r1', 't1', { totals, agentVersion: 'v1', answer: { fp: 'a', chars: 120 } })

  it('names its agent, version and service', () => {
    expect(contribute(run, [], 1, noon)).toMatchObject({ agent: 'helper', agentVersion: 'v1', service: 'shop' })
  })

  it('has every measure of a healthy run, and null where nothing tells', () => {
    expect(contribute(run, [], 1, noon).measures).toEqual({
      ...{ costUsd: 0.5, tokens: 100, outputTokens: 10, durationMs: 9, steps: 4, calls: 2 },
      ...{ retries: null, answerChars: 120, usefulShare: null },
    })
    const silent = { ...run, totals: { ...totals, inputTokens: 0, outputTokens: 0, costUsd: null }, answer: null }
    expect(contribute(silent, [], 1, noon).measures).toMatchObject({
      tokens: null,
      outputTokens: null,
      answerChars: null,
    })
  })

  it.each([
    ['incomplete', { complete: false }],
    ['failed', { outcome: 'failed' }],
    ['waiting', { outcome: 'waiting' }],
  ] as const)('feeds no baseline when it is %s', (_, more) => {
    expect(contribute({ ...run, ...more }, [], 1, noon).measures).toBeNull()
  })

  it('feeds a baseline with hints in it, and none with a finding of severity 0.3', () => {
    const { completeness: _completeness, risks: _risks, trajectory: _trajectory, ...known } = pattern('a')
    const finding = (severity: number) => [{ ...known, severity, severityParts: [], evidence: [] }]
    expect(contribute(run, finding(0.29), 1, noon).measures).not.toBeNull()
    expect(contribute(run, finding(0.3), 1, noon).measures).toBeNull()
  })
})

describe('a weak run', () => {
  const { run } = runRecord('r1', 't1')
  const { completeness: _completeness, risks: _risks, trajectory: _trajectory, ...known } = pattern('a')
  const found = (signature: string, severity: number, more: { readonly shadow?: true } = {}) => {
    return { ...known, signature, severity, severityParts: [], evidence: [], ...more }
  }
  const isWeakIn = (...findings: readonly ReturnType<typeof found>[]) =>
    contribute(run, findings, 1, noon).patterns.map(({ risks }) => risks.includes('weak_run'))

  it('is one whose severities sum to 0.5, and each of its findings says so', () => {
    expect(isWeakIn(found('a', 0.3), found('b', 0.2))).toEqual([true, true])
    expect(isWeakIn(found('a', 0.3), found('b', 0.19))).toEqual([false, false])
    expect(isWeakIn(found('a', 0.1), found('b', 0.1), found('c', 0.1), found('d', 0.1), found('e', 0.1))).toContain(
      true,
    )
  })

  it('is not made weak, nor an unhealthy example, by what runs in shadow', () => {
    expect(isWeakIn(found('a', 0.9, { shadow: true }), found('b', 0.2))).toEqual([false, false])
    expect(
      contribute({ ...run, outcome: 'completed' }, [found('a', 0.9, { shadow: true })], 1, noon).measures,
    ).not.toBeNull()
  })

  it('is not made weak by what is counted once more over its service', () => {
    const { patterns } = contribute(run, [found('a', 0.3)], 1, noon, [found('s', 0.3)])
    expect(patterns.map(({ scope, signature, risks }) => [scope, signature, risks.includes('weak_run')])).toEqual([
      ['agent', 'a', false],
      ['service', 's', false],
    ])
    expect(patterns[1]?.trajectory).toBe(run.agent)
  })
})

describe('the risks of a finding', () => {
  const { run } = runRecord('r1', 't1')
  const { completeness: _completeness, risks: _risks, trajectory: _trajectory, ...known } = pattern('a')
  const lookups = (count: number) => Array.from({ length: count }, (_, index) => step({ id: `lookup ${index}` }))
  const others = [
    step({ id: 'paid', name: 'refund_payment' }),
    step({ id: 'asked', kind: 'approval', outcome: 'rejected' }),
    step({ id: 'checked', kind: 'guardrail', outcome: 'rejected' }),
  ]
  const risksIn = (steps: readonly Step[], ...evidence: readonly string[]) => {
    const finding = { ...known, severity: 0.1, severityParts: [], evidence }
    return contribute({ ...run, steps }, [finding], 1, noon).patterns.flatMap(({ risks }) => risks)
  }

  it.each([3, 500])('are those of its own evidence and of the boundaries of the run, in one of %d steps', (count) => {
    const steps = [...lookups(count), ...others]
    expect(risksIn(steps, 'lookup 1', 'paid')).toEqual(['sensitive_tool', 'guardrail', 'approval'])
    expect(risksIn(steps, 'lookup 1')).toEqual(['guardrail', 'approval'])
    expect(risksIn(lookups(count), 'lookup 1')).toEqual([])
  })

  it.each([3, 500])('are the same beside other findings as alone, in one of %d steps', (count) => {
    const steps = [...lookups(count), ...others]
    const all = [['paid'], ['lookup 1'], ['lookup 2', 'paid'], []]
    const findings = all.map((evidence, place) => ({
      ...{ ...known, severity: 0.1, severityParts: [], evidence },
      signature: `s${place}`,
    }))
    const together = contribute({ ...run, steps }, findings, 1, noon).patterns.map(({ risks }) => risks)
    expect(together).toEqual(findings.map((one) => contribute({ ...run, steps }, [one], 1, noon).patterns[0]?.risks))
    expect(together[2]).toContain('sensitive_tool')
  })
})
