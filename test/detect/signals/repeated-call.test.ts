import { describe, expect, it } from 'vitest'
import { repeatedCall } from '../../../src/detect/signals/repeated-call.ts'
import { answers, asks, conversation, fails, repeat, result, runOf, sideBySide, step, works } from '../run-builder.ts'

const check = (more = {}) => works('check_status', 'RT-9', result('open', more))

function count(run: Parameters<typeof repeatedCall.detect>[0]): number {
  return repeatedCall.detect(run, null).findings.length
}

describe('repeated_call', () => {
  it('fires on three equal calls with equal results', () => {
    expect(repeatedCall.detect(runOf(conversation(...repeat(3, () => check()))), null).findings).toMatchObject([
      {
        locus: 'check_status',
        evidence: ['step-1', 'step-3', 'step-5'],
        explanation: 'check_status was called 3 times with the same arguments and gave the same result each time',
      },
    ])
  })

  it('is quiet about two calls, other arguments, and failures', () => {
    const runs = [
      runOf(conversation(check(), check())),
      runOf(conversation(...repeat(5, (index) => works('get_order', `a${index}`, result('open'))))),
      runOf(conversation(...repeat(5, () => fails('get_order', 'a')))),
    ]
    expect(runs.map(count)).toEqual([0, 0, 0])
  })

  it('is quiet when results change from call to call', () => {
    const run = runOf(conversation(...repeat(6, (index) => works('check_status', 'RT-9', result(`at ${index}`)))))
    expect(count(run)).toBe(0)
  })

  it('is quiet about polling that advanced in the end', () => {
    const run = runOf(
      conversation(...repeat(8, () => check({ pending: true })), works('check_status', 'RT-9', result('done'))),
    )
    expect(count(run)).toBe(0)
  })

  it('grants a pending state more looks, but not without end', () => {
    const polling = (looks: number) => runOf(conversation(...repeat(looks, () => check({ pending: true }))))
    expect([5, 6].map((looks) => count(polling(looks)))).toEqual([0, 1])
  })

  it('grants more calls when other work lies between them', () => {
    const other = (index: number) => works('update_order', `a${index}`, result(`v${index}`))
    const interleaved = (calls: number) => {
      const actions = Array.from({ length: calls }, (_, index) => [check(), other(index)]).flat()
      return runOf(conversation(...actions))
    }
    expect([4, 5].map((calls) => count(interleaved(calls)))).toEqual([0, 1])
  })

  it('does not take parallel calls for a loop', () => {
    const batch = sideBySide(
      repeat(4, () => check()),
      1,
    )
    const different = sideBySide(
      repeat(4, (index) => works('get_order', `a${index}`, result('open'))),
      1,
    )
    expect([batch, different].map((calls) => count(runOf([asks(), ...calls, answers()])))).toEqual([0, 0])
  })

  it('does not take scrolling or pressing a key for a loop', () => {
    expect(count(runOf(conversation(...repeat(6, () => works('scroll_down', 'x', result('ok'))))))).toBe(0)
  })

  it('needs four calls where results were not captured, and abstains at three', () => {
    const unseen = (calls: number) => runOf(conversation(...repeat(calls, () => works('check_status', 'RT-9', null))))
    expect(repeatedCall.detect(unseen(3), null)).toEqual({
      findings: [],
      abstention: { signal: 'repeated_call', missing: 'tool result' },
    })
    expect(repeatedCall.detect(unseen(4), null).findings[0]?.explanation).toBe(
      'check_status was called 4 times with the same arguments; its results were not captured',
    )
  })

  it('abstains where arguments were not captured', () => {
    const run = runOf(conversation(...repeat(5, () => works('check_status', null, result('open')))))
    expect(repeatedCall.detect(run, null).abstention).toEqual({ signal: 'repeated_call', missing: 'tool arguments' })
  })

  it('does not take a result that was not captured for another one', () => {
    const unseen = works('check_status', 'RT-9', null)
    const mixed = runOf(conversation(check(), check(), unseen, check(), check()))
    expect(repeatedCall.detect(mixed, null).findings[0]?.evidence).toHaveLength(5)
  })

  it('abstains on lookups whose results were not captured: they may be turning pages', () => {
    const paging = runOf(conversation(...repeat(6, () => works('list_orders', 'page', null))))
    expect(repeatedCall.detect(paging, null)).toEqual({
      findings: [],
      abstention: { signal: 'repeated_call', missing: 'tool result' },
    })
  })

  it('leaves each sub-agent its own look, also those of one name', () => {
    const agents = ['one', 'two', 'three'].map((id) => step({ id, kind: 'agent', name: 'researcher' }))
    const look = (parentId: string) => works('check_status', 'RT-9', result('open'), { parentId })
    const looks = agents.map(({ id }) => look(id))
    expect(count(runOf([asks(), ...agents.flatMap((agent, at) => [agent, looks[at] ?? agent]), answers()]))).toBe(0)
    const again = repeat(3, () => look('one'))
    expect(count(runOf([asks(), ...agents, ...again, answers()]))).toBe(1)
  })

  it('weighs more with every repetition, and when the run did not end well', () => {
    const loop = (calls: number) => conversation(...repeat(calls, () => check()))
    const severity = (...args: Parameters<typeof runOf>) =>
      repeatedCall.detect(runOf(...args), null).findings[0]?.severity ?? 0
    expect(severity(loop(5))).toBeGreaterThan(severity(loop(3)))
    expect(severity(loop(5), { outcome: 'failed', answer: null })).toBeGreaterThan(severity(loop(5)))
    expect(severity(loop(5), { answer: null })).toBeGreaterThan(severity(loop(5)))
  })

  it('does not take an answer that was not captured for a missing one', () => {
    const loop = conversation(...repeat(3, () => check()))
    const [with_, without] = [runOf(loop), runOf(loop, { answer: null, contentCaptured: false })].map(
      (run) => repeatedCall.detect(run, null).findings[0]?.severity,
    )
    expect(without).toBe(with_)
  })

  it('is not hidden by a call whose result was not captured', () => {
    const unseen = () => works('check_status', 'RT-9', null)
    const loop = [...repeat(7, () => check()), unseen()]
    expect(repeatedCall.detect(runOf(conversation(...loop)), null).findings).toMatchObject([
      { template: 'same arguments, same result', explanation: expect.stringContaining('7 times') },
    ])
    expect(count(runOf(conversation(check(), unseen(), check())))).toBe(0)
    expect(count(runOf(conversation(check(), unseen(), check(), check())))).toBe(1)
  })
})
