import { describe, expect, it } from 'vitest'
import { exampleOf } from '../../src/detect/examples.ts'
import { signals } from '../../src/detect/signals.ts'
import { exampleRuns } from './example-runs.ts'

const runs = exampleRuns()

describe('the signals on real runs', () => {
  it.each(runs.filter(({ fires }) => fires).map((example) => [example.signal, example] as const))(
    '%s fires',
    (_, example) => {
      expect(exampleOf(example)?.text).toMatch(/\w/)
    },
  )

  it.each(runs.filter(({ fires }) => !fires).map((example) => [example.signal, example] as const))(
    '%s holds back',
    (_, example) => {
      expect(exampleOf(example)?.text).toMatch(/\w/)
    },
  )

  it.each([
    ['fires', true],
    ['holds back', false],
  ] as const)('every one %s somewhere', (_, fires) => {
    const shown = new Set(runs.filter((each) => each.fires === fires).map(({ signal }) => signal))
    expect(signals.map(({ name }) => name).filter((name) => !shown.has(name))).toEqual([])
  })

  it('are kept without content: of a value its fingerprint, its length and what kind of text it is', () => {
    const kept = new Set(['fp', 'chars', 'manner', 'empty', 'items', 'pending', 'values', 'instruction'])
    const values = runs.flatMap(({ run }) => [
      run.entry,
      run.answer,
      ...run.steps.flatMap((step) => [step.arguments, step.result, step.answer]),
    ])
    const others = values.flatMap((value) => Object.keys(value ?? {})).filter((key) => !kept.has(key))
    expect(others).toEqual([])
  })
})
