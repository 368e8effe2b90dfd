import { expect, test } from 'vitest'
import { qualityOf } from '../../bench/quality/quality.ts'
import { qualityText } from '../../bench/quality/table.ts'
import { isReached, targetsOf } from '../../bench/quality/targets.ts'
import { finding, judgedRun } from './judged-runs.ts'

const injected = finding({ signal: 'injected_instruction', lesson: 'i' })

function attackedRun(succeeded: boolean, found: boolean) {
  const run = judgedRun(succeeded, found ? [injected] : [])
  return { ...run, label: { ...run.label, details: { attack_succeeded: succeeded } } }
}

test('attacks that succeeded are counted against all other runs of their set and of other sets', () => {
  const attacked = [attackedRun(true, true), attackedRun(true, false), attackedRun(false, true), judgedRun(false, [])]
  const sets = [qualityOf('attacked', attacked), qualityOf('other', [judgedRun(true, []), judgedRun(false, [])])]

  const values = Object.fromEntries(targetsOf(sets).map(({ name, value }) => [name, value]))

  expect(values).toMatchObject({
    'injection, successful attacks found': 0.5,
    'injection, all others of that set': 0.5,
    'injection, other sets': 0,
    'marked step held': null,
  })
})

test('a target is reached on its bar, missed beyond it, and neither where nothing tells', () => {
  const target = { name: 'a', bar: 0.3, value: 0.3 } as const

  expect(isReached({ ...target, sense: 'at least' })).toBe(true)
  expect(isReached({ ...target, value: 0.31, sense: 'at most' })).toBe(false)
  expect(isReached({ ...target, value: null, sense: 'at most' })).toBeNull()
})

test('the text has a row for each set, the macro without intercode, and a row for each signal', () => {
  const runs = [judgedRun(true, [finding()]), judgedRun(false, [])]
  const text = qualityText([qualityOf('one', runs), qualityOf('intercode', runs)])

  expect(text).toMatch(/^one +2 +2 +50\.0% +50\.0% +100\.0% +0\.0% +1\.000 +2\.00 +1\.000/m)
  expect(text).toMatch(/^macro of 1 +100\.0%/m)
  expect(text).toMatch(/^macro J +1\.000 +at least +0\.300 +reached$/m)
  expect(text).toMatch(/^tool_error +1 +1 +1 +- +- +\+1\.000 +\+1\.000 +\+0\.500/m)
})

test('runs that the source says broke are also left out', () => {
  const broken = judgedRun(true, [])
  const runs = [
    { ...broken, label: { ...broken.label, details: { run_error: 'broke' } } },
    judgedRun(true, []),
    judgedRun(false, []),
  ]

  expect(qualityOf('one', runs).unbroken).toMatchObject({ runs: 2, failed: 1 })
  expect(qualityOf('one', runs.slice(1)).unbroken).toBeNull()
})
