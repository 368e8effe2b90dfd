import { describe, expect, test } from 'vitest'
import { captures, clients } from '../../src/demo/captures.ts'
import { freshen } from '../../src/demo/freshen.ts'
import { loadCapture } from '../../src/demo/load-capture.ts'
import { type OtlpSpan, spansOf, type TraceRequest } from '../../src/demo/otlp-json.ts'
import { toReadableSpans } from '../../src/demo/to-readable-spans.ts'

function freshnessFrom(seed: number) {
  let count = seed
  const randomHex = (digits: number) => (count++).toString(16).padStart(digits, '0').slice(-digits)
  return { sessionId: `session-${seed}`, userId: `user-${seed}`, randomHex }
}

const callIdText = /(?:call|toolu)_(?=[0-9A-Za-z]*\d)[0-9A-Za-z]{8,64}/g

function idsOf(requests: readonly TraceRequest[]): readonly string[] {
  const spans = requests.flatMap(spansOf)
  const calls = JSON.stringify(requests).match(callIdText) ?? []
  return [...spans.flatMap(({ traceId, spanId }) => [traceId, spanId]), ...calls]
}

/** Which spans hang together, and which texts share a call id, without the ids themselves. */
function shapeOf(requests: readonly TraceRequest[]): readonly unknown[] {
  const names = new Map<string, number>()
  const nameOf = (id: string) => names.get(id) ?? names.set(id, names.size).size - 1
  return requests.map((request) =>
    spansOf(request).map((span: OtlpSpan) => [
      nameOf(span.traceId),
      nameOf(span.spanId),
      span.parentSpanId && nameOf(span.parentSpanId),
      (JSON.stringify(span).match(callIdText) ?? []).map(nameOf),
    ]),
  )
}

test('at least eight clients are bundled, each with a success', () => {
  expect(clients.length).toBeGreaterThanOrEqual(8)
  for (const client of clients)
    expect(captures.some((capture) => capture.client === client && capture.scenario === 'success')).toBe(true)
})

describe.each(captures)('$client $scenario', (capture) => {
  test('becomes fresh without losing what belongs together', async () => {
    const texts = await loadCapture(capture)
    const original = texts.map((text): TraceRequest => JSON.parse(text))

    const first = freshen(texts, freshnessFrom(1))
    const second = freshen(texts, freshnessFrom(100_000))

    expect(shapeOf(first)).toEqual(shapeOf(original))
    const seen = new Set(idsOf(original))
    for (const id of idsOf(first)) expect(seen.has(id)).toBe(false)
    const firstIds = new Set(idsOf(first))
    for (const id of idsOf(second)) expect(firstIds.has(id)).toBe(false)
  })

  test('becomes spans with the same names, gaps and attributes', async () => {
    const requests = (await loadCapture(capture)).map((text): TraceRequest => JSON.parse(text))

    for (const request of requests) {
      const spans = toReadableSpans(request, 5_000_000_000n, { 'user.id': 'someone' })

      expect(spans.map(({ name }) => name)).toEqual(spansOf(request).map(({ name }) => name))
      for (const [index, span] of spansOf(request).entries()) {
        const [seconds = 0, nanos = 0] = spans[index]?.endTime ?? []
        expect(BigInt(seconds) * 1_000_000_000n + BigInt(nanos)).toBe(BigInt(span.endTimeUnixNano) + 5_000_000_000n)
        const keys = new Set([...(span.attributes ?? []).map(({ key }) => key), 'user.id'])
        expect(Object.keys(spans[index]?.attributes ?? {}).sort()).toEqual([...keys].sort())
      }
    }
  })
})
