import { expect, test } from 'vitest'
import type { Comparison } from '../../bench/scoreboard/compare.ts'
import { isUnderBar, scoresOf } from '../../bench/scoreboard/score.ts'
import { scoreboardText } from '../../bench/scoreboard/table.ts'

const hit = { ok: true } as const
const miss = { ok: false, expected: '1', saw: '2' } as const
const healthy: Comparison = { runs: hit, steps: hit, outcome: hit, weakness: null, quiet: hit }

test('measures that say nothing of a capture are not part of its denominator', () => {
  const scores = scoresOf([
    { client: 'a', scenario: 'x', comparison: healthy },
    { client: 'a', scenario: 'y', comparison: { ...healthy, runs: miss, quiet: null, weakness: hit } },
  ])

  expect(scores).toMatchObject({ runs: { hits: 1, of: 2 }, weakness: { hits: 1, of: 1 }, quiet: { hits: 1, of: 1 } })
})

test('a share under its bar is told', () => {
  const results = (comparison: Comparison) => scoresOf([{ client: 'a', scenario: 'x', comparison }])

  expect(isUnderBar(results(healthy))).toBe(false)
  expect(isUnderBar(results({ ...healthy, outcome: miss }))).toBe(true)
  expect(isUnderBar(results({ ...healthy, runs: miss }))).toBe(true)
})

test('the text has a row for each client, and a line for each miss', () => {
  const text = scoreboardText([
    { client: 'a', scenario: 'x', comparison: healthy },
    { client: 'b', scenario: 'y', comparison: { ...healthy, runs: miss } },
    { client: 'langchain-traceloop', scenario: 'z', comparison: { ...healthy, steps: miss } },
  ])

  expect(text).toMatch(/^a +1 +1\/1 100% /m)
  expect(text).toMatch(/^in all +2 +1\/2 50% +2\/2 100% /m)
  expect(text).toMatch(/^apart +1 /m)
  expect(text).toContain('b/y runs: expected 1; saw 2')
  expect(text).toContain('langchain-traceloop/z steps: expected 1; saw 2')
})

test('the tree of a capture stands once, below the last of its misses', () => {
  const comparison = { ...healthy, runs: miss, steps: miss }
  const text = scoreboardText(
    [{ client: 'a', scenario: 'x', comparison }],
    new Map([['a/x', ['trace 1', '  agent a']]]),
  )

  expect(text.match(/trace 1/g)).toHaveLength(1)
  expect(text.indexOf('trace 1')).toBeGreaterThan(text.indexOf('a/x steps'))
})
