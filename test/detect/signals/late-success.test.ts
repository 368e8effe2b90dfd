import { describe, expect, it } from 'vitest'
import { detect } from '../../../src/detect/detect.ts'
import { lateSuccess } from '../../../src/detect/signals/late-success.ts'
import type { Step } from '../../../src/run/step.ts'
import { findingsIn } from '../captured.ts'
import { answers, asks, broke, conversation, fails, repeat, result, runOf, sideBySide, works } from '../run-builder.ts'

/** Each try another one. */
const tries = (count: number) => repeat(count, (index) => fails('query', `a${index}`, broke(`error ${index}`)))
const success = works('query', 'z', result('rows'))
const found = (...actions: readonly Step[]) => lateSuccess.detect(runOf(conversation(...actions)), null).findings

describe('late_success', () => {
  it('is a hint when a tool worked only after three failed tries, and counts what they cost', () => {
    expect(found(...tries(3), success)).toMatchObject([
      {
        locus: 'query',
        template: 'error 0',
        severity: 0.1,
        evidence: ['step-1', 'step-3', 'step-5'],
        excess: { calls: 3 },
        explanation: 'query worked only after 3 failed tries in a row',
      },
    ])
  })

  it('is told by the error that stood in the way most often', () => {
    const errors = ['once', 'often', 'often'].map((text, index) => fails('query', `a${index}`, broke(text)))
    expect(found(...errors, success)).toMatchObject([{ template: 'often' }])
  })

  it('is one finding for a tool, however often it happened', () => {
    expect(found(...tries(3), success, ...tries(4), success)).toMatchObject([
      { explanation: 'query worked only after 4 failed tries in a row' },
    ])
  })

  it.each([
    ['two failures', [...tries(2), success]],
    ['failures with successes between', [...tries(2), success, ...tries(2), success]],
    ['tries that never came to a success', tries(5)],
    ['an end that is not known to be a success', [...tries(3), works('query', 'z', null, { outcome: 'unknown' })]],
    ['a success of another tool', [...tries(3), works('other', 'a', result('x'))]],
    ['the same try again and again, which is a storm', [...repeat(3, () => fails('query', 'a')), success]],
  ])('is quiet about %s', (_, actions) => {
    expect(found(...actions)).toEqual([])
  })

  it('takes calls made side by side for one try', () => {
    const run = runOf([asks(), ...sideBySide(tries(3), 1), asks(), success, answers()])
    expect(lateSuccess.detect(run, null).findings).toEqual([])
  })

  it('takes the place of the tool errors and of the thrashing on the way', () => {
    const run = runOf(
      conversation(...tries(3), success, ...repeat(4, (index) => works('get', `b${index}`, result(`page ${index}`)))),
    )
    expect(detect(run).findings.map(({ signal }) => signal)).toEqual(['late_success'])
  })

  it('holds back where one retry was enough in a real capture', async () => {
    expect(await findingsIn('anthropic-traceloop/tool-retry')).not.toContain('late_success:fetch_invoice')
  })
})
