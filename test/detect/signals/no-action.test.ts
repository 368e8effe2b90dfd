import { describe, expect, it } from 'vitest'
import { noAction } from '../../../src/detect/signals/no-action.ts'
import { findingsIn } from '../captured.ts'
import { answers, asks, baselineOf, conversation, quantiles, result, runOf, step, works } from '../run-builder.ts'

const acts = baselineOf({ calls: quantiles(5, 9) })

describe('no_action', () => {
  it('fires when an agent that usually acts only talked', () => {
    expect(noAction.detect(runOf([answers()]), acts).findings).toMatchObject([
      {
        locus: 'support',
        severity: 0.5,
        explanation: 'support took no action; half of its healthy runs make 5 calls or more',
      },
    ])
  })

  it('abstains without a baseline of enough runs', () => {
    const abstention = { signal: 'no_action', missing: 'baseline of 20 healthy runs' }
    for (const young of [null, baselineOf(), baselineOf({ calls: quantiles(5, 9, 19) })]) {
      expect(noAction.detect(runOf([answers()]), young)).toEqual({ findings: [], abstention })
    }
  })

  it('is quiet about an agent that usually just talks', () => {
    const talks = baselineOf({ calls: quantiles(0, 4) })
    expect(noAction.detect(runOf([answers()]), talks)).toEqual({ findings: [], abstention: null })
  })

  it.each([
    ['acted', runOf(conversation(works('look', 'a', result('x'))))],
    ['handed over', runOf([step({ kind: 'handoff', name: 'billing' }), answers()])],
    ['asked for a call that nobody made', runOf([asks(), answers()])],
    ['was stopped by a guardrail', runOf([step({ kind: 'guardrail', name: 'pii', outcome: 'rejected' }), answers()])],
    ['did not complete', runOf([answers()], { outcome: 'failed' })],
    ['never reached its model', runOf([])],
  ])('is quiet about a run that %s', (_, run) => {
    expect(noAction.detect(run, acts)).toEqual({ findings: [], abstention: null })
  })

  it('holds back on captures of single model calls', async () => {
    expect(await findingsIn('anthropic-traceloop/success-bare')).toEqual([])
  })
})
