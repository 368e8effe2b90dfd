import { describe, expect, it } from 'vitest'
import { llmError } from '../../../src/detect/signals/llm-error.ts'
import type { ErrorClass } from '../../../src/span/span-fact.ts'
import { findingsIn } from '../captured.ts'
import { answers, asks, broke, failedWith, result, runOf, works } from '../run-builder.ts'

const crashed = (kind: ErrorClass = 'other') => asks({ outcome: 'error', error: broke('500 server error', kind) })

describe('llm_error', () => {
  it('is one finding for several failed calls of a model', () => {
    const run = runOf([crashed(), crashed(), crashed()], failedWith('failed after <*> attempts'))
    expect(llmError.detect(run, null).findings).toMatchObject([
      {
        locus: 'gpt-5-mini',
        template: '500 server error',
        recovery: 'stopped',
        evidence: ['step-0', 'step-1', 'step-2'],
        severity: 0.7,
        explanation: 'gpt-5-mini failed 3 times',
      },
    ])
  })

  it('is a nuisance when a later call of the agent went well, and counts what the failed ones cost', () => {
    const { findings } = llmError.detect(runOf([crashed(), answers()]), null)
    expect(findings).toMatchObject([{ severity: 0.15, recovery: 'retried_same', excess: { calls: 1, tokens: 120 } }])
  })

  it('weighs more when only another agent went on', () => {
    const run = runOf([asks({ outcome: 'error', error: broke(), agent: 'helper' }), answers()])
    expect(llmError.detect(run, null).findings[0]?.severity).toBe(0.4)
  })

  it('takes the error of the run where the last failed call has none', () => {
    const run = runOf([asks({ outcome: 'error', finish: 'error' })], failedWith('503 unavailable'))
    expect(llmError.detect(run, null).findings[0]?.template).toBe('503 unavailable')
  })

  it('names a model that the failed call does not tell after the other calls of the agent', () => {
    const nameless = asks({ name: 'response', model: null, outcome: 'error', error: broke() })
    const run = runOf([asks(), works('look', 'a', result('x')), nameless], failedWith('500'))
    expect(llmError.detect(run, null).findings[0]?.locus).toBe('gpt-5-mini')
  })

  it.each(['rate_limited', 'content_filtered', 'cancelled', 'interrupted', 'guardrail', 'turn_limit'] as const)(
    'leaves %s to others',
    (kind) => {
      expect(llmError.detect(runOf([crashed(kind)]), null).findings).toEqual([])
    },
  )

  it('does not blame the model for a run that its caller aborted', () => {
    const run = runOf([asks({ outcome: 'error', finish: null })], { outcome: 'aborted', answer: null })
    expect(llmError.detect(run, null).findings).toEqual([])
  })

  it('abstains where the outcome of a model call is unknown and none failed', () => {
    expect(llmError.detect(runOf([asks({ outcome: 'unknown' })]), null).abstention).toEqual({
      signal: 'llm_error',
      missing: 'model outcome',
    })
  })

  it.each(['mastra/llm-fatal', 'openai-otel/llm-fatal'])('is all that is found in %s', async (capture) => {
    expect(await findingsIn(capture)).toEqual(['llm_error:gpt-5-mini'])
  })
})
