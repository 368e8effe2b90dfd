import { describe, expect, it } from 'vitest'
import { exampleOf } from '../../src/detect/examples.ts'
import { signals } from '../../src/detect/signals.ts'
import { exampleRuns } from './example-runs.ts'

const runs = exampleRuns()

/** What no run at hand shows: their other tests are made up. */
const firesNowhere = [
  'content_filtered',
  'evaluation_failed',
  'handoff_ping_pong',
  'model_fallback',
  'negative_feedback',
]

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

  it('fire somewhere and hold back somewhere, all but a few', () => {
    const shown = (fires: boolean) => new Set(runs.filter((each) => each.fires === fires).map(({ signal }) => signal))
    const names = signals.filter(({ bucket }) => bucket !== 'boundary_stress').map(({ name }) => name)
    expect(names.filter((name) => !shown(true).has(name)).toSorted()).toEqual(firesNowhere)
    expect(names.filter((name) => !shown(false).has(name)).toSorted()).toEqual([
      'evaluation_failed',
      'negative_feedback',
    ])
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
