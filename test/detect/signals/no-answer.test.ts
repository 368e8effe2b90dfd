import { describe, expect, it } from 'vitest'
import { noAnswer } from '../../../src/detect/signals/no-answer.ts'
import type { Run } from '../../../src/run/run.ts'
import type { Step } from '../../../src/run/step.ts'
import { findingsIn } from '../captured.ts'
import { answers, asks, fails, result, runOf, step, works } from '../run-builder.ts'

const silent = { answer: null }
const work = [asks(), works('look', 'a', result('x'))]
const empty = answers({ answer: null })
const detectIn = (steps: readonly Step[], more: Partial<Run> = {}) =>
  noAnswer.detect(runOf(steps, { ...silent, ...more }), null)

describe('no_answer', () => {
  it.each([
    ['ended on an empty answer', [...work, empty]],
    ['ended on a call that nobody made', [asks()]],
    ['ended on an error', [asks(), fails('look', 'a')]],
    ['ended on a refusal', [asks(), step({ kind: 'approval', name: 'refund', outcome: 'rejected' })]],
  ])('fires on a run that %s', (template, steps) => {
    expect(detectIn(steps).findings).toMatchObject([{ locus: 'support', template, severity: 0.5, recovery: 'stopped' }])
  })

  it('is quiet about a run that answered, and about one that did not complete', () => {
    expect(noAnswer.detect(runOf([...work, answers()]), null).findings).toEqual([])
    for (const outcome of ['waiting', 'aborted', 'failed', 'unknown'] as const) {
      expect(detectIn([...work, empty], { outcome }).findings).toEqual([])
    }
  })

  it('leaves alone a run that may have handed in its answer by a tool, or handed over', () => {
    expect(detectIn(work)).toEqual({ findings: [], abstention: null })
    expect(detectIn([asks(), step({ kind: 'handoff', name: 'billing' })]).findings).toEqual([])
  })

  it('abstains where content was not captured, or no output of a model ever was', () => {
    const abstention = { signal: 'no_answer', missing: 'message content' }
    expect(detectIn([...work, empty], { contentCaptured: false })).toEqual({ findings: [], abstention })
    expect(detectIn([asks({ callCount: 0 }), empty])).toEqual({ findings: [], abstention })
  })

  it('does not look at evaluations that came after the end', () => {
    const score = step({ kind: 'evaluation', name: 'judge' })
    expect(detectIn([...work, empty, score]).findings[0]?.evidence).toEqual(['step-2'])
  })

  it('gives way to the cause where a framework ends over a call that it cannot read', async () => {
    expect((await findingsIn('langchain/invalid-args')).toSorted()).toEqual([
      'invalid_arguments:update_order',
      'unrecovered_error:support_agent',
    ])
  })

  it('holds back where control was handed over in a real capture', async () => {
    expect(await findingsIn('openai-openinference/handoff')).toEqual([])
  })
})
