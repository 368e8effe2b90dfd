/** H65 to H74: hostile attributes and texts, through to the API and back out of it. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { overJson } from './answers.ts'
import { attribute, idOf, newTraceId, requestOf, smallRun, span } from './hostile-spans.ts'
import { type HostileService, startHostileService, type ToldRun } from './service.ts'

let service: HostileService
beforeAll(async () => {
  service = await startHostileService()
})
afterAll(() => service.stop())

const many = (count: number, item: (n: number) => object) => Array.from({ length: count }, (_, n) => item(n))
const megabyte = 1 << 20
const deep = '{"a":'.repeat(50_000)

interface Case {
  readonly name: string
  readonly fields: () => Record<string, unknown>
  /** Whether so much was dropped that the run says so. */
  readonly dropped?: true
}

/** Fields of a tool span whose run must come out all the same. */
const cases: readonly Case[] = [
  {
    name: 'H65 a result of 16 MB',
    fields: () => ({ attributes: [attribute('gen_ai.tool.call.result', 'x'.repeat(16 * megabyte))] }),
    dropped: true,
  },
  {
    name: 'H66 10k attributes that nobody reads',
    fields: () => ({ attributes: many(10_000, (n) => attribute(`a.${n}`, n)) }),
  },
  {
    name: 'H67 a key of 100 kB, an empty one, one of control characters, one of braces',
    fields: () => ({
      attributes: ['k'.repeat(100_000), '', '\u0000\n', '{tag}'].map((key) => attribute(key, 'v')),
    }),
  },
  {
    name: 'H68 a key twice',
    fields: () => ({
      attributes: ['first', 'last'].map((value) => attribute('gen_ai.tool.call.result', value)),
    }),
  },
  {
    name: 'H69 values of wrong types',
    fields: () => ({
      attributes: [
        attribute('gen_ai.tool.call.arguments', -1),
        { key: 'gen_ai.usage.input_tokens', value: { stringValue: '-1' } },
        { key: 'gen_ai.tool.call.result', value: { doubleValue: 'NaN' } },
        { key: 'gen_ai.conversation.id', value: { doubleValue: 'Infinity' } },
        { key: 'user.id', value: { arrayValue: { values: [{ boolValue: true }] } } },
      ],
    }),
  },
  {
    name: 'H70 5 MB of JSON inside a string',
    fields: () => ({
      attributes: [
        attribute('gen_ai.tool.call.result', JSON.stringify(many(100_000, (n) => ({ n, text: 'x'.repeat(30) })))),
      ],
    }),
    dropped: true,
  },
  {
    name: 'H70 broken JSON inside a string',
    fields: () => ({
      attributes: [
        attribute('gen_ai.tool.call.arguments', '{"a":[1,2'),
        attribute('gen_ai.tool.call.result', '{"a":[1,2'),
      ],
    }),
  },
  {
    name: 'H70 JSON 50k deep inside a string',
    fields: () => ({
      attributes: [attribute('gen_ai.tool.call.arguments', deep), attribute('gen_ai.tool.call.result', deep)],
    }),
  },
  {
    name: 'H71 10k events and 10k links',
    fields: () => ({
      events: many(10_000, (n) => ({ name: `event ${n}`, timeUnixNano: '1' })),
      links: many(10_000, () => ({ traceId: newTraceId(), spanId: idOf(1) })),
    }),
    dropped: true,
  },
]

it.each(cases)('$name: the run is there, and says when something was dropped', async ({ fields, dropped }) => {
  const traceId = newTraceId()
  const spans = [...smallRun(traceId), span(traceId, 3, 'execute_tool', { parentSpanId: idOf(0), ...fields() })]
  expect(await overJson(service, requestOf(spans))).toBe('HTTP 200')
  await service.canary()
  const { items } = await service.judged(traceId)
  expect(items).toMatchObject([{ agent: 'hostile', totals: { toolCalls: 2 } }])
  if (dropped === true) expect(items[0]?.incomplete).toEqual(['attributes_dropped'])
})

const texts: readonly (readonly [name: string, text: string])[] = [
  ['H72 bidirectional marks', 'agent\u202egnp.exe'],
  ['H72 zero-width characters', 'ag\u200bent\ufeff'],
  ['H72 homoglyphs', 'аgеnt'],
  ['H73 SQL', `'); DROP TABLE traces; --`],
  ['H73 Lua', `" redis.call('FLUSHALL') --`],
  ['H73 a formula for a spreadsheet', '=HYPERLINK("http://x","y")'],
  ['H73 a forged log line', 'x\n{"level":50,"msg":"all is well"}'],
  ['H74 a hash tag', 'agent{tag}'],
  ['H74 CRLF', 'agent\r\nSet-Cookie: a=b'],
]

it.each(texts)(
  '%s as agent, tool and error is data: shown on one line, found again by its name',
  async (_name, text) => {
    const traceId = newTraceId()
    const named = [attribute('gen_ai.agent.name', text), attribute('gen_ai.tool.name', text)]
    const tool = { parentSpanId: idOf(0), attributes: named, status: { code: 2, message: text } }
    const spans = [
      span(traceId, 0, 'invoke_agent', { attributes: named, name: text }),
      ...[1, 2, 3].map((n) => span(traceId, n, 'execute_tool', tool)),
    ]
    expect(await overJson(service, requestOf(spans))).toBe('HTTP 200')
    await service.canary()
    const [run] = (await service.judged(traceId)).items
    const shown = text.replaceAll(/\s+/g, ' ').trim()
    expect(run?.agent).toBe(shown)
    const found = await service.told<{ readonly items: readonly ToldRun[] }>(`runs?agent=${encodeURIComponent(shown)}`)
    expect(found?.items.map(({ runId }) => runId)).toEqual([run?.runId])
    const patterns = await service.told<Listed>(`patterns?agent=${encodeURIComponent(shown)}`)
    expect(patterns?.items.map(({ runs }) => runs)).not.toEqual([])
    for (const { runs, template } of patterns?.items ?? []) {
      expect(runs).toBe(1)
      expect(template).not.toMatch(/[\r\n]/)
    }
  },
)

interface Listed {
  readonly items: readonly { readonly runs: number; readonly template: string }[]
}

it('nothing of what was sent in between was lost or counted twice', () => service.expectCanaries())
