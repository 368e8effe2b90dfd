import { describe, expect, it } from 'vitest'
import type { Step } from '../../src/run/step.ts'
import { retries, toolCalls, usefulShare } from '../../src/run/useful-calls.ts'

function call(id: string, more: Partial<Step> = {}): Step {
  return {
    ...{ id, traceId: 't', parentId: null, kind: 'tool', name: 'search', outcome: 'ok', outcomeFrom: 'status' },
    ...{ error: null, startUs: 0, endUs: 1, inferred: false, agent: 'helper', callFp: null, arguments: null },
    ...{ result: null, documents: null, model: null, tokens: null, costUsd: null, finish: null, answer: null },
    ...{ callCount: 0, offered: null, target: null },
    ...more,
  }
}

const result = (fp: string, empty = false) => ({ result: { fp, chars: 4, empty, items: null, pending: false } })
const asked = (fp: string) => ({ arguments: { fp, chars: 4 } })
const failed = { outcome: 'error' } as const

describe('the share of tool calls that brought something new', () => {
  it('counts a result once, whichever tool brings it again', () => {
    const steps = [call('1', result('a')), call('2', result('a')), call('3', { name: 'read', ...result('a') })]
    expect(toolCalls(steps).useful.map(({ id }) => id)).toEqual(['1'])
    expect(usefulShare([...steps, call('4', result('b'))])).toBe(0.5)
  })

  it('takes failed calls and empty results for useless', () => {
    expect(usefulShare([call('1', failed), call('2', result('a', true)), call('3', result('b'))])).toBeCloseTo(1 / 3)
    expect(usefulShare([call('1', { ...failed, ...result('a') }), call('2', result('a'))])).toBe(0.5)
  })

  it('leaves out calls whose result is not known, and those that were refused or wait', () => {
    const steps = [call('1'), call('2', { outcome: 'rejected' }), call('3', { outcome: 'waiting', ...result('a') })]
    expect(usefulShare(steps)).toBeNull()
    expect(usefulShare([...steps, call('4', { outcome: 'unknown', ...result('b') })])).toBe(1)
  })

  it('looks at tool calls only', () => {
    expect(usefulShare([call('1', { kind: 'retrieval', ...result('a') })])).toBeNull()
  })
})

describe('the number of retries', () => {
  it('counts calls with the same arguments after one like them failed', () => {
    const same = asked('x')
    const steps = [call('1', { ...same, ...failed }), call('2', { ...same, ...failed }), call('3', same)]
    expect(retries(steps)).toBe(2)
  })

  it('does not count other arguments, another tool, or a repetition of what went well', () => {
    const steps = [
      call('1', { ...asked('x'), ...failed }),
      call('2', asked('y')),
      call('3', { name: 'read', ...asked('x') }),
      call('4', asked('z')),
      call('5', asked('z')),
    ]
    expect(retries(steps)).toBe(0)
  })

  it('is not known where no arguments were sent', () => {
    expect(retries([call('1', failed), call('2', failed)])).toBeNull()
    expect(retries([])).toBeNull()
  })
})
