import { describe, expect, it } from 'vitest'
import { cycle } from '../../../src/detect/signals/cycle.ts'
import type { Step } from '../../../src/run/step.ts'
import { answers, asks, conversation, fails, repeat, result, runOf, sideBySide, works } from '../run-builder.ts'

const call = (name: string, more: Partial<Step> = {}) => works(name, 'a', result(`${name} says`), more)
const round = (...names: readonly string[]) => names.map((name) => call(name))
const rounds = (count: number, ...names: readonly string[]) =>
  Array.from({ length: count }, () => round(...names)).flat()
const found = (...actions: readonly Step[]) => cycle.detect(runOf(conversation(...actions)), null).findings

describe('cycle', () => {
  it('fires on three rounds of the same calls in the same order with the same results', () => {
    expect(found(...rounds(3, 'open', 'search'))).toMatchObject([
      {
        locus: 'open → search',
        template: 'same calls, same results',
        evidence: ['step-1', 'step-3', 'step-5', 'step-7', 'step-9', 'step-11'],
        severity: 0.4,
        excess: { calls: 4 },
        explanation: '2 calls (open → search) were repeated in the same order for 3 rounds, with the same results',
      },
    ])
  })

  it('is the same circle wherever it was entered', () => {
    const [a, b] = [found(...rounds(3, 'a', 'b', 'c')), found(...rounds(3, 'b', 'c', 'a'))]
    expect(a[0]?.locus).toBe('a → b → c')
    expect(b[0]?.locus).toBe(a[0]?.locus)
  })

  it('finds a circle in the midst of other work, once', () => {
    const findings = found(...round('read'), ...rounds(6, 'open', 'search'), ...round('write'))
    expect(findings.map(({ evidence }) => evidence.length)).toEqual([12])
  })

  it('takes the same tool with two arguments in turn for a circle', () => {
    const turns = repeat(6, (index) => works('look', `a${index % 2}`, result(`r${index % 2}`)))
    expect(found(...turns)).toMatchObject([{ locus: 'look' }])
  })

  it('weighs more with every round, and when the run did not end well', () => {
    const severity = (count: number, more = {}) =>
      cycle.detect(runOf(conversation(...rounds(count, 'open', 'search')), more), null).findings[0]?.severity ?? 0
    expect(severity(5)).toBeGreaterThan(severity(3))
    expect(severity(5, { outcome: 'failed', answer: null })).toBeGreaterThan(severity(5))
  })

  it.each([
    ['two rounds', rounds(2, 'open', 'search')],
    ['one call again and again, which is repeated_call', repeat(9, () => call('open'))],
    ['changing arguments', repeat(8, (index) => works(`tool-${index % 2}`, `a${index}`, result('x')))],
    ['changing results', repeat(8, (index) => works(`tool-${index % 2}`, 'a', result(`x${index}`)))],
    ['failures, which are retry_storm', repeat(8, (index) => (index % 2 === 0 ? fails('charge', 'a') : call('open')))],
    ['calls that move on by themselves', rounds(5, 'scroll_down', 'open')],
    ['arguments that were not captured', repeat(8, (index) => works(`tool-${index % 2}`, null, result('x')))],
  ])('is quiet about %s', (_, actions) => {
    expect(found(...actions)).toEqual([])
  })

  it('grants one round more where results were not captured', () => {
    const unseen = (count: number) => rounds(count, 'open', 'search').map((step) => ({ ...step, result: null }))
    expect([3, 4].map((count) => found(...unseen(count)).length)).toEqual([0, 1])
  })

  it('takes waiting and looking in turn for polling, but not without end', () => {
    expect([5, 6].map((count) => found(...rounds(count, 'sleep', 'status')).length)).toEqual([0, 1])
    const pending = (count: number) =>
      rounds(count, 'status', 'list').map((step) => ({ ...step, result: result(step.name, { pending: true }) }))
    expect([5, 6].map((count) => found(...pending(count)).length)).toEqual([0, 1])
  })

  it('is quiet when the polling advanced in the end', () => {
    expect(found(...rounds(7, 'sleep', 'status'), works('status', 'a', result('done')))).toEqual([])
  })

  it('does not take calls made side by side for rounds', () => {
    const run = runOf([asks(), ...sideBySide(rounds(4, 'open', 'search'), 1), answers()])
    expect(cycle.detect(run, null).findings).toEqual([])
  })

  it('looks at each agent alone', () => {
    const mixed = repeat(8, (index) => call(`tool-${index % 2}`, { agent: `agent-${index % 2}` }))
    expect(found(...mixed)).toEqual([])
  })

  it('abstains where names go in a circle and arguments were not captured', () => {
    const blind = repeat(8, (index) => works(`tool-${index % 2}`, null, result('x')))
    expect(cycle.detect(runOf(conversation(...blind)), null).abstention).toEqual({
      signal: 'cycle',
      missing: 'tool arguments',
    })
  })
})
