import { describe, expect, it } from 'vitest'
import { rateLimited } from '../../../src/detect/signals/rate-limited.ts'
import { findingsIn } from '../captured.ts'
import { answers, asks, broke, conversation, failedWith, fails, result, runOf, works } from '../run-builder.ts'

const limited = broke('429 too many requests', 'rate_limited')

describe('rate_limited', () => {
  it('is the faintest of findings when a later model call went well', () => {
    const run = runOf([asks({ outcome: 'error', error: limited }), answers()])
    expect(rateLimited.detect(run, null).findings).toMatchObject([
      { locus: 'gpt-5-mini', template: '429 too many requests', severity: 0.1, recovery: 'retried_same' },
    ])
  })

  it('is grave when the run ended at the limit', () => {
    const run = runOf([asks({ outcome: 'error', finish: 'error' })], failedWith('rate limit', 'rate_limited'))
    expect(rateLimited.detect(run, null).findings).toMatchObject([{ template: 'rate limit', severity: 0.6 }])
  })

  it('fires on tools too', () => {
    const run = runOf(conversation(fails('fetch', 'a', limited), works('fetch', 'a', result('page'))))
    expect(rateLimited.detect(run, null).findings).toMatchObject([{ locus: 'fetch', severity: 0.02 }])
  })

  it('is quiet about other errors', () => {
    const run = runOf([asks({ outcome: 'error', error: broke('500') }), ...conversation(fails('fetch', 'a'))])
    expect(rateLimited.detect(run, null)).toEqual({ findings: [], abstention: null })
  })

  it('is all that is found where each attempt has a span of its own', async () => {
    expect(await findingsIn('vercel-ai-6/llm-429')).toEqual(['rate_limited:gpt-5-mini'])
    expect(await findingsIn('mastra/llm-429-fatal')).toEqual(['rate_limited:gpt-5-mini'])
  })

  it('does not see a 429 that the client waited out inside of one model call', async () => {
    expect(await findingsIn('openai-traceloop/llm-429')).toEqual([])
  })
})
