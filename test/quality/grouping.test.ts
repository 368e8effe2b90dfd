import { describe, expect, test } from 'vitest'
import { countPairs, type Placed, precisionOf, recallOf } from '../../bench/quality/grouping/pairs.ts'
import { place } from '../../bench/quality/grouping/place.ts'
import { readGrouping } from '../../bench/quality/grouping/read-grouping.ts'
import { finding, judgedRun } from './judged-runs.ts'

const placed = (group: string, lesson: string, number: number, scope = 'set signal'): Placed => ({
  scope,
  group,
  lesson,
  finding: String(number),
})

describe('pairs of findings', () => {
  test('a lesson that mixes costs precision, a group that falls apart costs recall', () => {
    const counts = countPairs([placed('a', 'x', 1), placed('a', 'x', 2), placed('b', 'x', 3), placed('b', 'y', 4)])

    expect(counts).toEqual({ pairs: 6, byHand: 2, byLesson: 3, byBoth: 1 })
    expect(precisionOf(counts)).toBeCloseTo(1 / 3)
    expect(recallOf(counts)).toBe(0.5)
  })

  test('are formed within a data set and signal, and never of one finding', () => {
    const counts = countPairs([placed('a', 'x', 1), placed('a', 'x', 1), placed('a', 'x', 2, 'other signal')])

    expect(counts).toEqual({ pairs: 0, byHand: 0, byLesson: 0, byBoth: 0 })
    expect(precisionOf(counts)).toBeNull()
  })
})

test('a label finds the finding of its signal whose evidence holds its span, else it is lost', () => {
  const label = { dataset: 'set', traceId: 'trace', signal: 'tool_error', spanId: 's2', group: 'g', reason: 'r' }
  const run = judgedRun(true, [
    finding({ signal: 'retry_storm', evidence: ['s2'], lesson: 'storm' }),
    finding({ evidence: ['s1'], lesson: 'first' }),
    finding({ evidence: ['s2'], lesson: 'second' }),
  ])

  expect(place([label], [run]).placed.map(({ lesson }) => lesson)).toEqual(['second'])
  expect(place([{ ...label, spanId: 's9' }], [run]).lost).toHaveLength(1)
  expect(place([{ ...label, traceId: 'none' }], [run]).lost).toHaveLength(1)
  expect(place([{ ...label, spanId: null }], [run]).placed.map(({ lesson }) => lesson)).toEqual(['first'])
})

describe('the labels made by hand', async () => {
  const labels = await readGrouping(new URL('../../bench/quality/grouping/labels.jsonl', import.meta.url))

  test('are at least three hundred findings, each named once, over many signals', () => {
    const keys = labels.map(({ dataset, traceId, signal, spanId }) => `${dataset} ${traceId} ${signal} ${spanId}`)

    expect(labels.length).toBeGreaterThanOrEqual(300)
    expect(new Set(keys).size).toBe(labels.length)
    expect(new Set(labels.map(({ signal }) => signal)).size).toBeGreaterThanOrEqual(10)
    expect(new Set(labels.map(({ dataset }) => dataset)).size).toBe(12)
  })

  test('have one reason for each group, and no group spans data sets or signals', () => {
    for (const [group, members] of Map.groupBy(labels, (label) => label.group)) {
      const kinds = new Set(members.map(({ dataset, signal, reason }) => `${dataset} ${signal} ${reason}`))
      expect(kinds.size, group).toBe(1)
    }
  })

  test('hold many hard pairs: the same agent and signal, yet another lesson', () => {
    const asPlaced = labels.map(({ dataset, signal, group }, at) => ({
      ...placed(group, 'one', at, `${dataset} ${signal}`),
    }))
    const { byHand, byLesson } = countPairs(asPlaced)

    expect(byHand).toBeGreaterThan(300)
    expect(byLesson - byHand).toBeGreaterThan(1000)
  })
})
