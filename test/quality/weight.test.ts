import { expect, test } from 'vitest'
import { isFlagged, recurringLessons, weightOf } from '../../bench/quality/weight.ts'

const recurring = (severity: number) => ({ severity, recurs: true })

test('a run weighs what recurs in it, and hints add up to a flag without being lost to rounding', () => {
  expect(weightOf([recurring(0.4), { severity: 0.6, recurs: false }])).toBe(0.4)
  expect(isFlagged(weightOf([recurring(0.1), recurring(0.2), recurring(0.2)]))).toBe(true)
  expect(isFlagged(weightOf([recurring(0.35), recurring(0.14)]))).toBe(false)
})

test('a lesson recurs when three runs carry it, however often one run does', () => {
  const runs = [['a', 'a', 'a', 'b'], ['b', 'c'], ['b'], ['c']].map((lessons) => ({ lessons }))

  expect([...recurringLessons(runs)]).toEqual(['b'])
})
