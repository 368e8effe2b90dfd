import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { describeSignals } from '../../src/detect/describe-signals.ts'
import { exampleOf } from '../../src/detect/examples.ts'
import { signals } from '../../src/detect/signals.ts'
import { exampleRuns } from './example-runs.ts'

const examples = exampleRuns().flatMap((run) => exampleOf(run) ?? [])

describe('the page of the signals', () => {
  it('docs/signals.md is up to date (node src/detect/write-docs.ts)', () => {
    const page = readFileSync(new URL('../../docs/signals.md', import.meta.url), 'utf8')
    expect(page).toBe(describeSignals(examples))
  })

  it('has a section for every signal', () => {
    const sections = [...describeSignals(examples).matchAll(/^### (\w+)$/gm)].map(([, name]) => name)
    expect(sections.toSorted()).toEqual(signals.map(({ name }) => name).toSorted())
  })

  it('gives a reason for every default, and every signal has some', () => {
    const unexplained = signals.flatMap(({ name, defaults }) =>
      defaults.filter(({ reason }) => reason.length < 10).map((each) => `${name} ${each.name}`),
    )
    expect(unexplained).toEqual([])
    expect(signals.filter(({ defaults, needs }) => defaults.length === 0 || needs.length === 0)).toEqual([])
  })

  it('names no default of a signal twice', () => {
    const twice = signals.filter(({ defaults }) => new Set(defaults.map(({ name }) => name)).size < defaults.length)
    expect(twice.map(({ name }) => name)).toEqual([])
  })
})
