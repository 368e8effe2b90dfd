import { describe, expect, it } from 'vitest'
import { askedBack } from '../../../src/detect/signals/asked-back.ts'
import { refusedAnswer } from '../../../src/detect/signals/refused-answer.ts'
import { unmadeCall } from '../../../src/detect/signals/unmade-call.ts'
import type { Run } from '../../../src/run/run.ts'
import type { AnswerManner } from '../../../src/span/span-fact.ts'
import { answers, asks, runOf, step, value } from '../run-builder.ts'

function answering(manner: AnswerManner, steps = [asks(), answers()], more: Partial<Run> = {}): Run {
  const told = { ...value('answer'), manner: [manner] }
  return runOf(steps, { answer: told, ...more })
}

const signals = [
  [refusedAnswer, 'declines', 0.5],
  [askedBack, 'asks_back', 0.2],
  [unmadeCall, 'writes_call', 0.5],
] as const

describe.each(signals)('$name', (signal, manner, severity) => {
  it('fires on the manner of the answer', () => {
    expect(signal.detect(answering(manner), null).findings).toMatchObject([
      { locus: 'support', severity, evidence: ['step-1'] },
    ])
  })

  it('is quiet about other manners, plain answers, and runs that did not complete', () => {
    const other = manner === 'declines' ? 'asks_back' : 'declines'
    expect(signal.detect(answering(other), null).findings).toEqual([])
    expect(signal.detect(runOf([answers()]), null).findings).toEqual([])
    expect(signal.detect(answering(manner, [answers()], { outcome: 'failed' }), null).findings).toEqual([])
  })
})

describe('refused_answer', () => {
  it('is quiet where a person or a guardrail said no: to decline is right then', () => {
    const stopped = [asks(), step({ kind: 'approval', name: 'refund', outcome: 'rejected' }), answers()]
    expect(refusedAnswer.detect(answering('declines', stopped), null).findings).toEqual([])
  })
})

describe('in a conversation', () => {
  const conversation = [answers(), asks(), answers()]

  it('a refusal is a hint, and a question is ordinary', () => {
    expect(refusedAnswer.detect(answering('declines', conversation), null).findings).toMatchObject([{ severity: 0.1 }])
    expect(askedBack.detect(answering('asks_back', conversation), null).findings).toEqual([])
  })
})
