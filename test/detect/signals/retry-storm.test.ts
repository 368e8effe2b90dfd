import { describe, expect, it } from 'vitest'
import { retryStorm } from '../../../src/detect/signals/retry-storm.ts'
import { answers, asks, broke, conversation, fails, repeat, result, runOf, sideBySide, works } from '../run-builder.ts'

describe('retry_storm', () => {
  it('fires on three failures in a row with the same arguments', () => {
    const { findings } = retryStorm.detect(runOf(conversation(...repeat(3, () => fails('charge_card', 'a')))), null)
    expect(findings).toMatchObject([
      {
        locus: 'charge_card',
        template: 'upstream returned 503',
        recovery: 'answered',
        evidence: ['step-1', 'step-3', 'step-5'],
        explanation: 'charge_card failed 3 times with the same arguments, without working in between',
      },
    ])
  })

  it('is quiet about two failures', () => {
    expect(
      retryStorm.detect(runOf(conversation(...repeat(2, () => fails('charge_card', 'a')))), null).findings,
    ).toEqual([])
  })

  it('grants one more try when the arguments change', () => {
    const changing = (count: number) =>
      runOf(conversation(...repeat(count, (index) => fails('charge_card', `a${index}`))))
    expect(retryStorm.detect(changing(3), null).findings).toEqual([])
    expect(retryStorm.detect(changing(4), null).findings[0]?.explanation).toBe(
      'charge_card failed 4 times with the same error and changing arguments, without working in between',
    )
  })

  it('is quiet when both arguments and errors change', () => {
    const run = runOf(
      conversation(...repeat(5, (index) => fails('query', `a${index}`, broke(`error ${'x'.repeat(index)}`)))),
    )
    expect(retryStorm.detect(run, null).findings).toEqual([])
  })

  it('takes equal errors for equal calls where arguments were not captured, and says so', () => {
    const { findings } = retryStorm.detect(runOf(conversation(...repeat(3, () => fails('charge_card', null)))), null)
    expect(findings[0]?.explanation).toBe(
      'charge_card failed 3 times with the same error, its arguments not captured, without working in between',
    )
  })

  it('ends a row at a success of the tool, but not at other tools', () => {
    const success = works('charge_card', 'a', result('done'))
    const other = works('get_order', 'a', result('order'))
    const failure = fails('charge_card', 'a')
    const split = runOf(conversation(failure, failure, success, failure, failure))
    const between = runOf(conversation(failure, other, failure, other, failure))
    expect(retryStorm.detect(split, null).findings).toEqual([])
    expect(retryStorm.detect(between, null).findings).toHaveLength(1)
  })

  it('does not take a batch of calls side by side for retries', () => {
    const batch = sideBySide(
      repeat(6, (index) => fails('fetch', `a${index}`)),
      1,
    )
    expect(retryStorm.detect(runOf([asks(), ...batch, answers()]), null).findings).toEqual([])
  })

  it('does not count failing model calls', () => {
    const run = runOf([
      ...repeat(5, () => asks({ outcome: 'error', error: broke('rate limit', 'rate_limited') })),
      answers(),
    ])
    expect(retryStorm.detect(run, null).findings).toEqual([])
  })

  it('leaves calls of a missing tool to tool_not_found', () => {
    const run = runOf(conversation(...repeat(4, () => fails('send_fax', 'a', broke('not found', 'tool_not_found')))))
    expect(retryStorm.detect(run, null).findings).toEqual([])
  })

  it('is weaker when the agent recovered than when it gave up, and strongest when the run failed', () => {
    const storm = repeat(4, () => fails('charge_card', 'a'))
    const recovered = runOf(conversation(...storm, works('charge_card', 'a', result('done'))))
    const completed = runOf(conversation(...storm))
    const failed = runOf(conversation(...storm).slice(0, -1), { outcome: 'failed', answer: null })

    const [a = 0, b = 0, c = 0] = [recovered, completed, failed].map(
      (run) => retryStorm.detect(run, null).findings[0]?.severity,
    )

    expect(a).toBeLessThan(b)
    expect(b).toBeLessThan(c)
  })

  it('is one finding for several storms of the same tool and error', () => {
    const storm = repeat(3, () => fails('charge_card', 'a'))
    const run = runOf(conversation(...storm, works('charge_card', 'b', result('done')), ...storm))
    const { findings } = retryStorm.detect(run, null)
    expect(findings.map((finding) => finding.evidence.length)).toEqual([6])
  })
})
