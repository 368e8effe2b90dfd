import { describe, expect, it } from 'vitest'
import { earlyStop } from '../../../src/detect/signals/early-stop.ts'
import { excessSteps } from '../../../src/detect/signals/excess-steps.ts'
import { longAnswer } from '../../../src/detect/signals/long-answer.ts'
import { longOutput } from '../../../src/detect/signals/long-output.ts'
import type { Run } from '../../../src/run/run.ts'
import { answers, asks, baselineOf, conversation, quantiles, repeat, result, runOf, works } from '../run-builder.ts'

const usual = baselineOf({
  steps: quantiles(10, 20),
  calls: quantiles(8, 12),
  outputTokens: quantiles(100, 400),
  answerChars: quantiles(50, 300),
})
const acting = (calls: number) =>
  runOf(conversation(...repeat(calls, (at) => works('get', `a${at}`, result(`r${at}`)))))
const writing = (outputTokens: number) => {
  const run = runOf([answers()])
  return { ...run, totals: { ...run.totals, outputTokens } }
}
const answering = (chars: number) => runOf([asks(), answers()], { answer: { fp: 'x', chars } })

const cases: readonly [typeof excessSteps, (amount: number) => Run, readonly number[], readonly number[]][] = [
  [excessSteps, acting, [10, 30], [1, 5, 9]],
  [earlyStop, acting, [1, 2], [0, 3, 8, 100]],
  [longOutput, writing, [151, 900], [1, 100, 150]],
  [longAnswer, answering, [101, 900], [1, 50, 100]],
]

describe.each(cases)('$name', (signal, runFor, unusual, ordinary) => {
  const fires = (amount: number) => signal.detect(runFor(amount), usual).findings.length

  it('fires beyond what is usual for the agent, and is quiet within', () => {
    expect(unusual.map(fires)).toEqual(unusual.map(() => 1))
    expect(ordinary.map(fires)).toEqual(ordinary.map(() => 0))
  })

  it('is never enough by itself, nor does it make its run an example no more', () => {
    const severities = unusual.map((amount) => signal.detect(runFor(amount), usual).findings[0]?.severity ?? 1)
    expect(Math.max(...severities)).toBeLessThan(0.3)
  })

  it('abstains while the baseline is young', () => {
    const young = { ...usual, runs: 19 }
    const [amount = 0] = unusual
    expect(signal.detect(runFor(amount), young).abstention?.missing).toBe('baseline of 20 healthy runs')
    expect(signal.detect(runFor(amount), null).findings).toEqual([])
  })
})

describe('the excess of a run that took more than usual', () => {
  it('is what lies beyond the median of the healthy runs', () => {
    const [finding] = excessSteps.detect(acting(30), usual).findings
    expect(finding?.excess).toMatchObject({ calls: 22, usd: 0 })
    expect(finding?.evidence.length).toBe(51)
  })
})

describe('early_stop', () => {
  it('leaves conversations alone: when they end is up to the user', () => {
    const steps = [asks(), works('get', 'a', result('r')), answers(), answers()]
    expect(earlyStop.detect(runOf(steps), usual).findings).toEqual([])
  })
})

describe('long_answer', () => {
  it('abstains where answers were not captured', () => {
    const blind = runOf([answers()], { answer: null, contentCaptured: false })
    expect(longAnswer.detect(blind, usual).abstention).toEqual({ signal: 'long_answer', missing: 'message content' })
  })
})
