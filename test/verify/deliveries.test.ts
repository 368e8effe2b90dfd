import { describe, expect, test } from 'vitest'
import { deliveriesOf, transports, versionsIn } from '../../src/verify/deliveries.ts'
import { generateRuns } from '../../src/verify/generate-runs.ts'
import { versionOf } from '../../src/verify/planned-run.ts'

const runs = generateRuns(3, 200, { untilUs: 1_795_000_000_000_000 })
const deliveries = deliveriesOf(runs, 3)
const spansSent = deliveries.flatMap(({ spans }) => spans)

describe('deliveries', () => {
  test('bring every version of every span, whatever the seed', () => {
    const versions = new Set(runs.flatMap((run) => [...run.spans, ...run.losers].map(versionOf)))
    for (const seed of [1, 2, 3, 4, 5]) expect(versionsIn(deliveriesOf(runs, seed))).toEqual(versions)
  })

  test('are the same for the same seed', () => {
    expect(deliveriesOf(runs, 3)).toEqual(deliveries)
    expect(deliveriesOf(runs, 4)).not.toEqual(deliveries)
  })

  test('hold late spans back until everything else was sent', () => {
    const late = new Set(runs.flatMap((run) => [...run.late]))
    const phases = deliveries.map(({ phase }) => phase)
    expect(phases.lastIndexOf('main')).toBeLessThan(phases.indexOf('late'))
    for (const { phase, spans } of deliveries) {
      expect(spans.filter(({ spanId }) => late.has(spanId) !== (phase === 'late'))).toEqual([])
    }
  })

  test('split runs, merge them, repeat spans, reorder them and use every transport', () => {
    const tracesOf = ({ spans }: { readonly spans: readonly { readonly traceId: string }[] }) =>
      new Set(spans.map(({ traceId }) => traceId))
    const requestsOf = Map.groupBy(
      deliveries.flatMap((delivery) => [...tracesOf(delivery)].map((traceId) => ({ traceId, index: delivery.index }))),
      ({ traceId }) => traceId,
    )
    expect(deliveries.some((delivery) => tracesOf(delivery).size > 1)).toBe(true)
    expect([...requestsOf.values()].some((requests) => requests.length > 1)).toBe(true)
    expect(spansSent.length).toBeGreaterThan(versionsIn(deliveries).size)
    expect(spansSent.some((span, index) => span.endUs < (spansSent[index - 1]?.endUs ?? 0))).toBe(true)
    expect(new Set(deliveries.map(({ transport }) => transport))).toEqual(new Set(transports))
    expect(deliveries.some(({ broken }) => broken > 0)).toBe(true)
  })
})
