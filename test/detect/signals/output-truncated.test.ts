import { describe, expect, it } from 'vitest'
import { outputTruncated } from '../../../src/detect/signals/output-truncated.ts'
import { abstentionsIn, findingsIn } from '../captured.ts'
import { answers, asks, broke, failedWith, result, runOf, works } from '../run-builder.ts'

describe('output_truncated', () => {
  it('fires on the model whose answer was cut', () => {
    expect(outputTruncated.detect(runOf([answers({ finish: 'length' })]), null).findings).toMatchObject([
      {
        locus: 'gpt-5-mini',
        template: 'cut at the token limit',
        recovery: 'answered',
        severity: 0.4,
        explanation: 'gpt-5-mini was cut at its token limit once',
      },
    ])
  })

  it('is fainter when the agent went on after it', () => {
    const run = runOf([asks({ finish: 'length' }), works('look', 'a', result('x')), answers()])
    expect(outputTruncated.detect(run, null).findings[0]?.severity).toBe(0.2)
  })

  it('reads it from the error where a framework fails over it', () => {
    for (const error of [broke('model reached maximum token limit'), { ...broke('stopped'), type: 'MaxTokensError' }]) {
      const run = runOf([asks({ outcome: 'error', finish: null, error })], failedWith(error.template))
      expect(outputTruncated.detect(run, null).findings).toMatchObject([{ severity: 0.6, recovery: 'stopped' }])
    }
  })

  it('does not take a request that was too long for an answer that was', () => {
    const error = broke('400 maximum context length exceeded')
    expect(outputTruncated.detect(runOf([answers(), asks({ outcome: 'error', error })]), null).findings).toEqual([])
  })

  it('abstains where no model call tells why it finished', async () => {
    const run = runOf([asks({ finish: null }), answers({ finish: null })])
    expect(outputTruncated.detect(run, null)).toEqual({
      findings: [],
      abstention: { signal: 'output_truncated', missing: 'finish reason' },
    })
    expect(await abstentionsIn('langfuse/length')).toContain('output_truncated: finish reason')
  })

  it.each([
    ['openai-otel/length', 'gpt-5-mini-2026-05-01'],
    ['vercel-openinference/length', 'gpt-5-mini-2026-05-01'],
    ['strands/length', 'gpt-5-mini'],
  ])('is all that is found in %s', async (capture, model) => {
    expect(await findingsIn(capture)).toEqual([`output_truncated:${model}`])
  })
})
