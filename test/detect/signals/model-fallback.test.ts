import { describe, expect, it } from 'vitest'
import { modelFallback } from '../../../src/detect/signals/model-fallback.ts'
import type { Step } from '../../../src/run/step.ts'
import { findingsIn } from '../captured.ts'
import { answers, asks, broke, runOf } from '../run-builder.ts'

const failed = (model: string | null) => asks({ model, name: model ?? 'chat', outcome: 'error', error: broke('500') })
const went = (model: string | null) => answers({ model, name: model ?? 'chat' })
const detect = (...steps: readonly Step[]) => modelFallback.detect(runOf(steps), null)

describe('model_fallback', () => {
  it('fires where another model took over from one that failed', () => {
    expect(detect(failed('large'), failed('large'), went('small')).findings).toMatchObject([
      {
        locus: 'large',
        severity: 0.1,
        evidence: ['step-0', 'step-1'],
        explanation: 'large failed twice and small took over',
      },
    ])
  })

  it.each([
    ['a smaller one', 'large', 'large-mini'],
    ['a larger one', 'large-mini', 'large'],
    ['a newer one', 'large-4', 'large-4-5'],
    ['a newer one with a point', 'large-5', 'large-5.1'],
  ])('fires where %s of the same family took over', (_, from, to) => {
    expect(detect(failed(from), went(to)).findings).toMatchObject([{ locus: from }])
  })

  it.each([
    ['the same model went on', [failed('large'), went('large')]],
    ['it went on under its dated name', [failed('large'), went('large-2026-01-01')]],
    ['it went on under its dated name without hyphens', [failed('large@20260101'), went('large')]],
    ['it went on under its newest name', [failed('large-latest'), went('large')]],
    ['no other call went well', [failed('large'), failed('small')]],
    ['models are used in turn and all work', [asks({ model: 'large' }), went('small')]],
    ['another agent has another model', [failed('large'), { ...went('small'), agent: 'writer' }]],
  ])('is quiet where %s', (_, steps) => {
    expect(detect(...steps)).toEqual({ findings: [], abstention: null })
  })

  it('abstains where the model of the failed call is not told', () => {
    expect(detect(failed(null), went('small')).abstention).toEqual({ signal: 'model_fallback', missing: 'model name' })
  })

  it('holds back where a real client tried the same model again', async () => {
    expect(await findingsIn('vercel-ai-6/llm-429')).not.toContain('model_fallback:gpt-5-mini')
  })
})
