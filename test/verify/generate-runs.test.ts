import { describe, expect, test } from 'vitest'
import { generateRuns } from '../../src/verify/generate-runs.ts'
import { isCorrected } from '../../src/verify/planned-run.ts'
import { stories } from '../../src/verify/stories.ts'

const untilUs = 1_795_000_000_000_000

describe('generated runs', () => {
  const runs = generateRuns(7, 300, { untilUs })

  test('are the same stories for the same seed and count, whenever they are told', () => {
    const shapeOf = (until: number) =>
      generateRuns(7, 300, { untilUs: until }).map(({ story, spans, late, losers, expected }) => [
        ...[
          story,
          spans.map(({ name, startUs, endUs }) => [
            name.replaceAll(/[0-9a-f]{8,}/g, ''),
            startUs - until,
            endUs - until,
          ]),
        ],
        ...[late.size, losers.length, expected.outcome, expected.source.replaceAll(/[0-9a-f]{8,}/g, '')],
      ])
    expect(shapeOf(untilUs + 12_345_678)).toEqual(shapeOf(untilUs))
  })

  test('are the same for the same seed, count and time, and have no id in common otherwise', () => {
    const idsOf = (seed: number, until = untilUs) =>
      generateRuns(seed, 40, { untilUs: until }).flatMap(({ expected }) => expected.traceIds)
    expect(generateRuns(7, 300, { untilUs })).toEqual(runs)
    expect(idsOf(7).filter((id) => idsOf(8).includes(id))).toEqual([])
    expect(idsOf(7).filter((id) => idsOf(7, untilUs + 1000).includes(id))).toEqual([])
  })

  test('tell every story', () => {
    expect(new Set(runs.map(({ story }) => story))).toEqual(new Set(stories.map(({ name }) => name)))
  })

  test('leave out what is judged only after an idle time when asked to', () => {
    const told = generateRuns(7, 300, { untilUs, withoutIdle: true })
    expect(told.filter(({ expected }) => !expected.complete)).toEqual([])
  })

  test('give every span an id of its own, in a trace of its run', () => {
    const spans = runs.flatMap((run) => run.spans)
    expect(new Set(spans.map(({ spanId }) => spanId)).size).toBe(spans.length)
    for (const { expected, spans: own } of runs) {
      expect(own.filter(({ traceId }) => !expected.traceIds.includes(traceId))).toEqual([])
    }
  })

  test('end before the time they are generated for', () => {
    expect(Math.max(...runs.flatMap(({ spans }) => spans.map(({ endUs }) => endUs)))).toBeLessThan(untilUs)
  })

  test('expect steps in the order of time, none at the same moment', () => {
    for (const { expected } of runs) {
      const starts = expected.steps.map(({ startUs }) => startUs)
      expect(starts).toEqual([...new Set(starts)].toSorted((a, b) => a - b))
    }
  })

  test('hold back only spans of their own, and send losing versions that end earlier', () => {
    expect(runs.filter(isCorrected).length).toBeGreaterThan(10)
    for (const { spans, late, losers } of runs) {
      const ends = new Map(spans.map(({ spanId, endUs }) => [spanId, endUs]))
      expect([...late].filter((id) => !ends.has(id))).toEqual([])
      expect(losers.filter(({ spanId, endUs }) => !(endUs < (ends.get(spanId) ?? 0)))).toEqual([])
    }
  })
})
