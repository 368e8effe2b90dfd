import { describe, expect, it } from 'vitest'
import { handoffPingPong } from '../../../src/detect/signals/handoff-ping-pong.ts'
import { findingsIn } from '../captured.ts'
import { answers, asks, runOf, step } from '../run-builder.ts'

const to = (target: string | null) => step({ kind: 'handoff', name: 'handoff', target })
const detect = (...targets: readonly (string | null)[]) =>
  handoffPingPong.detect(runOf([...targets.flatMap((target) => [asks(), to(target)]), answers()]), null)

describe('handoff_ping_pong', () => {
  it('fires where two agents hand over to each other, twice there and twice back', () => {
    expect(detect('billing', 'support', 'billing', 'support').findings).toMatchObject([
      {
        evidence: ['step-1', 'step-3', 'step-5', 'step-7'],
        explanation: 'billing and support handed over to each other 4 times in a row',
      },
    ])
  })

  it('finds it behind other handoffs', () => {
    const [finding] = detect('sales', 'billing', 'support', 'billing', 'support').findings
    expect(finding?.evidence).toEqual(['step-3', 'step-5', 'step-7', 'step-9'])
  })

  it('goes by the spans where the calls of the model stand beside them', () => {
    const called = step({ kind: 'handoff', name: 'transfer', inferred: true })
    const steps = ['billing', 'support', 'billing', 'support'].flatMap((target) => [asks(), called, to(target)])
    expect(handoffPingPong.detect(runOf([...steps, answers()]), null).findings).toMatchObject([
      { evidence: ['step-2', 'step-5', 'step-8', 'step-11'] },
    ])
  })

  it('takes the agent whose turn comes next for the target where none is told', () => {
    const steps = ['billing', 'support', 'billing', 'support'].flatMap((name) => [
      asks(),
      to(null),
      step({ kind: 'agent', name, agent: name }),
    ])
    expect(handoffPingPong.detect(runOf([...steps, answers()]), null).findings).toMatchObject([
      { explanation: 'billing and support handed over to each other 4 times in a row' },
    ])
  })

  it('sees no rally across a handoff whose target is not told', () => {
    expect(detect('billing', 'support', null, 'billing', 'support').findings).toEqual([])
  })

  it.each([
    ['there and back once', ['billing', 'support']],
    ['there, back, and there again', ['billing', 'support', 'billing']],
    ['a round of three agents', ['billing', 'support', 'sales', 'billing', 'support', 'sales']],
    ['a supervisor that calls one agent again and again', ['billing', 'billing', 'billing', 'billing', 'billing']],
  ])('is quiet about %s', (_, targets) => {
    expect(detect(...targets)).toEqual({ findings: [], abstention: null })
  })

  it('abstains where no target is told', () => {
    expect(detect(null, null, null, null).abstention).toEqual({
      signal: 'handoff_ping_pong',
      missing: 'handoff target',
    })
  })

  it('holds back on a handoff of a real framework', async () => {
    expect(await findingsIn('openai-agents/handoff')).toEqual([])
  })
})
