import { expect, it } from 'vitest'
import { requestsOf, runsOf, spansIn } from '../../bench/scale/traffic.ts'

const runs = runsOf(3, 100, Date.UTC(2026, 0, 1))
const requests = requestsOf(runs)

it('has four sound runs of five', () => {
  const sound = runs.filter(({ story }) => story === 'healthy').length
  expect(sound).toBeGreaterThanOrEqual(80)
  expect(sound).toBeLessThan(95)
})

it('sends every span of every run once', () => {
  const sent = requests.flat().map(({ spanId }) => spanId)
  expect(sent.toSorted()).toEqual(runs.flatMap(({ spans }) => spans.map(({ spanId }) => spanId)).toSorted())
  expect(spansIn(requests)).toBe(sent.length)
})

it('cuts each run over two requests in a row, what ends last in the later one', () => {
  const placeOf = new Map(requests.flatMap((request, place) => request.map(({ spanId }) => [spanId, place] as const)))
  for (const { spans } of runs) {
    const ordered = spans.toSorted((a, b) => a.endUs - b.endUs).map(({ spanId }) => placeOf.get(spanId) ?? -1)
    expect(ordered).toEqual(ordered.toSorted((a, b) => a - b))
    expect((ordered.at(-1) ?? 0) - (ordered[0] ?? 0)).toBeLessThanOrEqual(1)
  }
})
