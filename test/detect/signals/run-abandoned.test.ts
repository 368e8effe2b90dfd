import { describe, expect, it } from 'vitest'
import { runAbandoned } from '../../../src/detect/signals/run-abandoned.ts'
import { answers, asks, conversation, result, runOf, vanished, works } from '../run-builder.ts'

const working = [asks(), works('get_order', 'a', result('order'))]

describe('run_abandoned', () => {
  it('fires on the agent when the caller went away', () => {
    const run = runOf([...working, asks({ outcome: 'error', finish: null })], { outcome: 'aborted', answer: null })
    expect(runAbandoned.detect(run, null).findings).toMatchObject([
      { locus: 'support', recovery: 'stopped', explanation: 'support was aborted after 3 steps, without an answer' },
    ])
  })

  it('fires when the root never ended and the last step leaves something open', () => {
    for (const steps of [working, [...working, asks()]]) {
      expect(runAbandoned.detect(runOf(steps, vanished), null).findings).toHaveLength(1)
    }
  })

  it('is quiet when an answer was given before the root went missing', () => {
    expect(runAbandoned.detect(runOf([...working, answers()], vanished), null)).toEqual({
      findings: [],
      abstention: null,
    })
  })

  it.each(['completed', 'failed', 'waiting'] as const)('is quiet about a run that is %s', (outcome) => {
    expect(runAbandoned.detect(runOf(working, { ...vanished, outcome }), null).findings).toEqual([])
  })

  it('is quiet about a healthy run below a parent in another process', () => {
    expect(runAbandoned.detect(runOf(conversation(...working.slice(1))), null).findings).toEqual([])
    expect(runAbandoned.detect(runOf(working, { ...vanished, incomplete: ['parent_missing'] }), null).findings).toEqual(
      [],
    )
  })

  it('abstains when nothing tells whether the last model call was the answer', () => {
    const run = runOf([...working, asks({ finish: null, callCount: 0 })], { ...vanished, contentCaptured: false })
    expect(runAbandoned.detect(run, null)).toEqual({
      findings: [],
      abstention: { signal: 'run_abandoned', missing: 'finish reason' },
    })
  })

  it('counts no excess, for the run might have cost more had it gone on', () => {
    expect(runAbandoned.detect(runOf(working, vanished), null).findings[0]?.excess.calls).toBe(0)
  })

  it('abstains where the root may only not have been sent: cut, sampled, or a lone model call', () => {
    const lost = { outcome: 'unknown', complete: false, answer: null } as const
    const cut = runOf([asks(), works('page', 'a', null)], { ...lost, incomplete: ['root_missing', 'spans_cut'] })
    const sampled = runOf([asks(), works('page', 'a', null)], {
      ...{ ...lost, incomplete: ['root_missing'], samplingThreshold: '8' },
    })
    const lone = runOf([asks()], { ...lost, incomplete: ['root_missing'] })
    for (const run of [cut, sampled, lone]) {
      expect(runAbandoned.detect(run, null)).toEqual({
        findings: [],
        abstention: { signal: 'run_abandoned', missing: 'root span' },
      })
    }
  })
})
