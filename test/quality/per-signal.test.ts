import { expect, test } from 'vitest'
import { signalMacro, signalScore } from '../../bench/quality/per-signal.ts'
import { macroOf, scoreOf } from '../../bench/quality/score.ts'
import { finding, judgedRun } from './judged-runs.ts'

const telling = finding({ signal: 'telling', lesson: 'a' })
const misleading = finding({ signal: 'misleading', lesson: 'b' })
const hint = finding({ signal: 'hint', lesson: 'c', severity: 0.1 })
const runs = [
  judgedRun(true, [telling]),
  judgedRun(true, [telling]),
  judgedRun(true, [hint]),
  judgedRun(false, [misleading]),
  judgedRun(false, []),
  judgedRun(null, [misleading]),
]

test('what J would lose without a signal tells which one helps and which one hurts', () => {
  expect(signalScore('telling', 'set', runs).jGiven).toBeCloseTo(2 / 3)
  expect(signalScore('misleading', 'set', runs).jGiven).toBeCloseTo(-1 / 2)
  expect(signalScore('hint', 'set', runs).jGiven).toBe(0)
})

test('what J would gain if a hint flagged tells that its weight is too low', () => {
  expect(signalScore('hint', 'set', runs).jIfFlagging).toBeCloseTo(1 / 3)
  expect(signalScore('telling', 'set', runs).jIfFlagging).toBe(0)
})

test('runs without an outcome count nowhere, and precision is the share that failed', () => {
  expect(signalScore('misleading', 'set', runs)).toMatchObject({ fired: 1, precision: 0, lift: 0 })
})

test('intercode is part of no macro figure', () => {
  const scores = ['set', 'intercode'].map((name) => signalScore('telling', name, runs))

  expect(signalMacro('telling', scores).fired).toBe(2)
  expect(macroOf([scoreOf('set', runs), scoreOf('intercode', runs)]).sets).toEqual(['set'])
})

test('lessons are counted against the failed runs that they flag', () => {
  expect(scoreOf('set', runs)).toMatchObject({ lessons: 3, lessonsInAll: 3, lessonsPerHundred: 150, missing: 6 })
})
