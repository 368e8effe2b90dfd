import { describe, expect, it } from 'vitest'
import { scopeViolation } from '../../../src/detect/signals/scope-violation.ts'
import type { Step } from '../../../src/run/step.ts'
import { findingsIn } from '../captured.ts'
import { answers, asks, fails, result, runOf, works } from '../run-builder.ts'

const ran = (name: string, offered: boolean | null, more: Partial<Step> = {}) =>
  works(name, 'a', result('ok'), { offered, callFp: `call-${name}`, ...more })

function detectIn(...steps: readonly Step[]) {
  return scopeViolation.detect(runOf([...steps.flatMap((each) => [asks(), each]), answers()]), null)
}

describe('scope_violation', () => {
  it('fires where a tool ran that was not among the offered ones', () => {
    expect(detectIn(ran('search', true), ran('delete_all', false)).findings).toMatchObject([
      { locus: 'delete_all', severity: 0.5, evidence: ['step-3'], recovery: 'answered' },
    ])
  })

  it.each([
    ['all tools were offered', [ran('search', true), ran('refund', true)]],
    [
      'none of the names is among the offered: spans may spell them differently',
      [ran('Search Web', false), ran('refund', false)],
    ],
    ['no model asked for the call', [ran('search', true), ran('warm_up', false, { callFp: null })]],
    [
      'the tool does not exist and the call failed',
      [ran('search', true), fails('delete_all', 'a', undefined, { offered: false, callFp: 'c' })],
    ],
  ])('holds back where %s', (_, steps) => {
    expect(detectIn(...steps)).toEqual({ findings: [], abstention: null })
  })

  it('abstains where the offered tools are not known', () => {
    expect(detectIn(ran('search', null)).abstention).toEqual({ signal: 'scope_violation', missing: 'offered tools' })
  })

  it('holds back on a real run that called a tool which does not exist', async () => {
    expect((await findingsIn('langchain/unknown-tool')).join()).not.toContain('scope_violation')
  })
})
