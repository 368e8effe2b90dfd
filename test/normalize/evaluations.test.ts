import { describe, expect, it } from 'vitest'
import { isKeptAttribute } from '../../src/normalize/kept-attributes.ts'
import { factOf } from './wire.ts'

const keys = {
  'openinference.span.kind': 'LLM',
  'evaluations.0.evaluation.name': 'faithfulness',
  'evaluations.0.evaluation.score': 0.2,
  'evaluations.0.evaluation.label': 'fail',
  'evaluations.0.evaluation.explanation': 'the customer said canary-4711',
  'trace.annotations.0.annotation.name': 'thumbs',
  'trace.annotations.0.annotation.label': 'negative',
  'trace.annotations.0.annotation.annotator_kind': 'HUMAN',
}

describe('evaluations on a span', () => {
  it('are read from OpenInference’s flattened lists, feedback of people among them', () => {
    expect(factOf(keys).evaluations).toEqual([
      { name: 'faithfulness', score: 0.2, label: 'fail', passed: false, by: null },
      { name: 'thumbs', score: null, label: 'negative', passed: false, by: 'human' },
    ])
  })

  it('are kept on the wire, and their explanation goes no further', () => {
    expect(Object.keys(keys).every(isKeptAttribute)).toBe(true)
    expect(JSON.stringify(factOf(keys))).not.toContain('canary-4711')
  })

  it('are none where none were sent', () => {
    expect(factOf({ 'gen_ai.operation.name': 'chat' }).evaluations).toEqual([])
  })
})
