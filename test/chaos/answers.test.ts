import { describe, expect, it } from 'vitest'
import { listen } from '../../bench/chaos/answers.ts'

/** A second of answers, ten of them, each so long after it was asked. */
function tenAnswers(kind: 'acknowledged' | 'refused', tookMs = 5) {
  const clock = { ms: 0 }
  const answers = listen(() => clock.ms)
  const second = (of: typeof kind, took = tookMs) => {
    for (let i = 0; i < 10; i += 1) {
      clock.ms += 100
      answers.hear(of === 'refused' ? { kind: of, why: 'HTTP 503' } : { kind: of, rejected: 0 }, took)
    }
  }
  return { answers, second }
}

describe('the answers of a scenario', () => {
  it('are right when every one came in time and goodput is back', () => {
    const { answers, second } = tenAnswers('acknowledged')
    second('acknowledged')
    answers.mark('gone')
    second('refused', 2_400)
    answers.mark('back')
    second('refused')
    second('acknowledged')
    expect(answers.wrong()).toEqual([])
    expect(answers.facts().join('; ')).toMatch(/20 acknowledged, 20 refused.*slowest 2400 ms.*back after 1100 ms/)
  })

  it('are wrong when one took too long while the store was away', () => {
    const { answers, second } = tenAnswers('acknowledged')
    second('acknowledged', 4_000)
    answers.mark('gone')
    second('refused', 2_600)
    answers.mark('back')
    second('acknowledged')
    expect(answers.wrong()).toEqual([expect.stringContaining('2600 ms')])
  })

  it('are wrong when goodput does not come back', () => {
    const { answers, second } = tenAnswers('acknowledged')
    second('acknowledged')
    answers.mark('gone')
    answers.mark('back')
    for (let seconds = 0; seconds < 6; seconds += 1) second('refused')
    expect(answers.wrong()).toEqual([expect.stringContaining('goodput was back after too long')])
    second('acknowledged')
    expect(answers.wrong()).toEqual([expect.stringMatching(/after 6100 ms, expected 5000/)])
  })
})
