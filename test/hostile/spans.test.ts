/** H52 to H64: what comes out of hostile trees, times and repetitions, through to the API. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { overJson } from './answers.ts'
import { idOf, type JsonSpan, newTraceId, nowNs, requestOf, smallRun, span } from './hostile-spans.ts'
import { type HostileService, startHostileService, type ToldRun, type ToldTrace } from './service.ts'

let service: HostileService
beforeAll(async () => {
  service = await startHostileService()
})
afterAll(() => service.stop())

async function send(...spans: readonly JsonSpan[]): Promise<void> {
  expect(await overJson(service, requestOf(spans))).toBe('HTTP 200')
}

/** Sends, and tells what became of the trace once a normal sender was served too. */
async function judgedOf(traceId: string, ...spans: readonly JsonSpan[]): Promise<ToldTrace> {
  await send(...spans)
  await service.canary()
  return service.judged(traceId)
}

async function onlyRun(traceId: string, ...spans: readonly JsonSpan[]): Promise<ToldRun> {
  const { items } = await judgedOf(traceId, ...spans)
  const [run] = items
  if (run === undefined || items.length > 1) throw new Error(`expected one run, saw ${items.length}`)
  return run
}

const second = 1_000_000_000n
const dayMs = 86_400_000

describe('parents', () => {
  it('H52 a span that is its own parent is the top of its run', async () => {
    const traceId = newTraceId()
    const run = await onlyRun(traceId, ...smallRun(traceId, { parentSpanId: idOf(0) }))
    expect(run).toMatchObject({ agent: 'hostile', totals: { steps: 2 } })
  })

  it('H53 two spans that are each other’s parents are one run', async () => {
    const traceId = newTraceId()
    const agents = [0, 1].map((n) => span(traceId, n, 'invoke_agent', { parentSpanId: idOf(1 - n) }))
    const run = await onlyRun(traceId, ...agents, span(traceId, 2, 'chat', { parentSpanId: idOf(1) }))
    expect(run).toMatchObject({ agent: 'hostile', totals: { modelCalls: 1 } })
  })

  it('H54 a cycle of a thousand spans is one run', async () => {
    const traceId = newTraceId()
    const cycle = Array.from({ length: 1000 }, (_, n) =>
      span(traceId, n, 'invoke_agent', { parentSpanId: idOf((n + 1) % 1000) }),
    )
    expect((await onlyRun(traceId, ...cycle)).totals.steps).toBe(999)
  })

  it('H55 a chain of ten thousand spans is one run, and says what was over its bound', async () => {
    const traceId = newTraceId()
    const chain = Array.from({ length: 9_999 }, (_, n) => ({ ...child(traceId, n + 1), parentSpanId: idOf(n) }))
    const { items, spans, cutFacts } = await judgedOf(traceId, span(traceId, 0, 'invoke_agent'), ...chain)
    expect(spans + cutFacts).toBe(10_000)
    expect(items.map(({ incomplete }) => incomplete)).toEqual([cutFacts > 0 ? ['spans_cut'] : []])
  })

  it('H57 two roots are two runs, no root is one that is not whole', async () => {
    const two = newTraceId()
    const roots = [0, 10].flatMap((from) => [
      span(two, from + 1, 'chat', { parentSpanId: idOf(from) }),
      span(two, from, 'invoke_agent'),
    ])
    expect((await judgedOf(two, ...roots)).items.map(({ complete }) => complete)).toEqual([true, true])
    const none = newTraceId()
    const run = await onlyRun(none, ...smallRun(none).slice(0, 2))
    expect(run).toMatchObject({ complete: false, incomplete: ['root_missing'], totals: { steps: 2 } })
  })

  it('H57 a root that comes after its run was judged makes it whole, and no second one', async () => {
    const traceId = newTraceId()
    const [chat, tool, root] = smallRun(traceId)
    if (chat === undefined || tool === undefined || root === undefined) throw new Error('expected three spans')
    expect((await onlyRun(traceId, chat, tool)).complete).toBe(false)
    expect(await onlyRun(traceId, root)).toMatchObject({ complete: true, totals: { steps: 2 } })
  })
})

describe('repetitions', () => {
  it('H58 equal duplicates count once, in one request and over several', async () => {
    const traceId = newTraceId()
    const spans = smallRun(traceId)
    await send(...spans, ...spans)
    const run = await onlyRun(traceId, ...spans.toReversed())
    expect(run).toMatchObject({ complete: true, totals: { steps: 2, toolCalls: 1 } })
  })

  it('H59 of conflicting duplicates the one that ended later stands, in either order', async () => {
    for (const turned of [false, true]) {
      const traceId = newTraceId()
      const end = nowNs()
      const versions = [end - second, end].map((at) =>
        span(traceId, 0, 'invoke_agent', { endTimeUnixNano: String(at) }),
      )
      await send(...(turned ? versions.toReversed() : versions))
      const run = await onlyRun(traceId, span(traceId, 1, 'chat', { parentSpanId: idOf(0) }))
      expect(Date.parse(run.endTime)).toBe(Number(end / 1_000_000n))
    }
  })

  it('H64 a span for a finished run is taken into it and counted once', async () => {
    const traceId = newTraceId()
    const before = await onlyRun(traceId, ...smallRun(traceId))
    const after = await onlyRun(traceId, span(traceId, 3, 'execute_tool', { parentSpanId: idOf(0) }))
    expect(after.runId).toBe(before.runId)
    expect([before.totals.toolCalls, after.totals.toolCalls]).toEqual([1, 2])
  })
})

describe('H61 times', () => {
  const year2255 = 9_000_000_000n * second

  it.each([
    [
      'an end before the start',
      false,
      { startTimeUnixNano: String(nowNs()), endTimeUnixNano: String(nowNs() - second) },
    ],
    ['the time 0', true, { startTimeUnixNano: '0', endTimeUnixNano: '0' }],
    ['the largest time', true, { startTimeUnixNano: '0', endTimeUnixNano: '18446744073709551615' }],
    ['the year 2255', true, { startTimeUnixNano: String(year2255), endTimeUnixNano: String(year2255) }],
  ])('%s gives one run, counted within a day of its receipt', async (_name, skewed, times) => {
    const traceId = newTraceId()
    const run = await onlyRun(traceId, span(traceId, 0, 'invoke_agent', times))
    const off = Date.parse(run.countedAt) - Date.now()
    expect(off).toBeGreaterThanOrEqual(-dayMs - 60_000)
    expect(off).toBeLessThanOrEqual(300_000)
    expect(run.skewed).toBe(skewed)
    expect(run.totals.durationMs).toBeGreaterThanOrEqual(0)
  })
})

describe('size', () => {
  it('H56 H62 a run of 100k children is cut at its bound, marked and counted', async () => {
    const traceId = newTraceId()
    await send(span(traceId, 0, 'invoke_agent'))
    for (let from = 1; from < 100_000; from += 10_000) {
      const children = Array.from({ length: Math.min(10_000, 100_000 - from) }, (_, n) => child(traceId, from + n))
      expect(await overJson(service, requestOf(children))).toBe('HTTP 200')
      await service.canary()
    }
    const { spans, cutFacts, items } = await service.judged(traceId)
    expect(spans).toBeLessThanOrEqual(10_000)
    expect(spans + cutFacts).toBe(100_000)
    expect(items).toMatchObject([{ complete: false, incomplete: ['spans_cut'] }])
  })

  it('H63 a run that never ends is judged when it falls silent', async () => {
    const traceId = newTraceId()
    for (let n = 1; n <= 5; n += 1) await send(span(traceId, n, 'chat', { parentSpanId: idOf(0) }))
    const { items } = await service.judged(traceId)
    expect(items).toMatchObject([{ complete: false, incomplete: ['root_missing'], totals: { steps: 5 } }])
    await service.canary()
  })
})

/** As small as a span can be. */
function child(traceId: string, n: number): JsonSpan {
  const attributes = [{ key: 'gen_ai.operation.name', value: { stringValue: 'execute_tool' } }]
  return { traceId, spanId: idOf(n), parentSpanId: idOf(0), name: 't', attributes, startTimeUnixNano: String(nowNs()) }
}

it('nothing of what was sent in between was lost or counted twice', () => service.expectCanaries())
