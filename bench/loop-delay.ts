/**
 * How long the main thread stands still while one large run is taken from the store, judged and committed, with the
 * judgement on the main thread and on a thread of its own. `node bench/loop-delay.ts [SPANS] [ROUNDS] [PAGE]`
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { createAnalyzePool } from '../src/analyze-worker/analyze-pool.ts'
import { decodeLimits } from '../src/decode/decoded.ts'
import { type JudgedTrace, judgeTrace, type TraceToJudge } from '../src/flow/judge-trace.ts'
import { readFacts } from '../src/flow/read-facts.ts'
import { tablePrices } from '../src/prices/table-prices.ts'
import { keyedFingerprint } from '../src/span/fingerprint.ts'
import type { Fact } from '../src/span/span-fact.ts'
import { openEmbeddedStore } from '../src/store/embedded/open.ts'

const spans = Number(process.argv[2] ?? 10_000)
const rounds = Number(process.argv[3] ?? 7)
const pageItems = Number(process.argv[4] ?? 250)
const usual = async () => null
const here = { price: tablePrices(), usual }
const pool = createAnalyzePool({ size: 1, prices: [], usual, pageItems })
const facts = factsOfOneRun()

for (const [where, judge] of [
  ['main thread', (trace: TraceToJudge) => judgeTrace(trace, here)],
  ['own thread', pool.judge],
] as const) {
  const measured: Measured[] = []
  for (let round = 0; round < rounds; round += 1) measured.push(await measure(judge))
  process.stdout.write(`${JSON.stringify({ where, spans: facts.length, ...middle(measured) })}\n`)
}
await pool.close()

type Measured = Readonly<Record<'claim' | 'judge' | 'commit' | 'judgeTook', number>>

/** Milliseconds: the longest stand per step, and how long the judgement took. */
async function measure(judge: (trace: TraceToJudge) => Promise<JudgedTrace>): Promise<Measured> {
  const store = await openEmbeddedStore({ path: ':memory:', settleMs: 0, idleMs: 0 })
  const chunk = { tenant: 'bench', traceId: '0af7651916cd43dd8448eb211c80319c', facts, rootEnded: true, agentic: true }
  await store.traces.append({ chunks: [chunk], receivedMs: 0 })
  const claim = await longestStand(() => store.traces.claim({ nowMs: 1e12, leaseMs: 60_000, limit: 1 }))
  const [trace] = claim.answer
  if (trace === undefined) throw new Error('expected the trace to be due')
  const startedMs = performance.now()
  const judged = await longestStand(() => judge(trace))
  const judgeTook = performance.now() - startedMs
  const { tenant, traceId, epoch, upTo } = trace
  const commit = await longestStand(() =>
    store.traces.commit({ tenant, traceId, epoch, upTo, nowMs: 1e12, ...judged.answer }),
  )
  await store.close()
  return { claim: claim.ms, judge: judged.ms, commit: commit.ms, judgeTook }
}

/** The most CPU of this thread between two turns of its loop, rather than clock: others may be at work on the machine. */
async function longestStand<T>(work: () => Promise<T>): Promise<{ readonly answer: T; readonly ms: number }> {
  let longest = 0
  let last = cpuMs()
  let going = true
  const turn = () => {
    const now = cpuMs()
    longest = Math.max(longest, now - last)
    last = now
    if (going) setImmediate(turn)
  }
  setImmediate(turn)
  const answer = await work()
  await sleep(1)
  going = false
  return { answer, ms: longest }
}

function cpuMs(): number {
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1000
}

function middle(measured: readonly Measured[]): Measured {
  const of = (name: keyof Measured) => {
    const values = measured.map((one) => one[name]).sort((a, b) => a - b)
    return Math.round((values[Math.floor(values.length / 2)] ?? 0) * 10) / 10
  }
  return { claim: of('claim'), judge: of('judge'), commit: of('commit'), judgeTook: of('judgeTook') }
}

function factsOfOneRun(): readonly Fact[] {
  const body = Buffer.from(JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans: spansOfOneRun() }] }] }))
  const read = readFacts({ signal: 'traces', body, encoding: 'json' }, decodeLimits, keyedFingerprint('bench'))
  if (read.kind !== 'read') throw new Error(`expected the run to be read, saw ${read.kind}`)
  return read.facts.map(({ fact }) => fact)
}

/** An agent that calls a model and a tool in turns; every third call fails. */
function spansOfOneRun(): readonly object[] {
  const traceId = '0af7651916cd43dd8448eb211c80319c'
  const root = idOf(0)
  const parts = Array.from({ length: spans - 1 }, (_, index) => {
    const number = index + 1
    const at = {
      startTimeUnixNano: `${1_000_000_000 + number * 1_000_000}`,
      endTimeUnixNano: `${1_000_900_000 + number * 1_000_000}`,
    }
    return {
      traceId,
      spanId: idOf(number),
      parentSpanId: root,
      ...at,
      ...(number % 2 === 0 ? toolSpan(number) : modelSpan(number)),
    }
  })
  const whole = { startTimeUnixNano: '1000000000', endTimeUnixNano: `${1_002_000_000 + spans * 1_000_000}` }
  const agent = attributes({ 'gen_ai.operation.name': 'invoke_agent', 'gen_ai.agent.name': 'desk' })
  return [...parts, { traceId, spanId: root, name: 'invoke_agent desk', ...whole, attributes: agent }]
}

function modelSpan(number: number): object {
  return {
    name: 'chat gpt-4.1',
    attributes: attributes({
      'gen_ai.operation.name': 'chat',
      'gen_ai.provider.name': 'openai',
      'gen_ai.request.model': 'gpt-4.1',
      'gen_ai.usage.input_tokens': 900 + number,
      'gen_ai.usage.output_tokens': 40,
    }),
  }
}

function toolSpan(number: number): object {
  const failed = number % 3 === 0
  return {
    name: 'execute_tool lookup',
    status: failed ? { code: 2, message: `upstream answered 503 for item ${number}` } : {},
    attributes: attributes({
      'gen_ai.operation.name': 'execute_tool',
      'gen_ai.tool.name': number % 4 === 0 ? 'lookup' : 'update',
      'gen_ai.tool.call.id': `call_${number}_of_the_bench`,
      'gen_ai.tool.call.arguments': JSON.stringify({ item: number % 97, page: 1 }),
      'gen_ai.tool.call.result': JSON.stringify({ rows: [number, number + 1], note: 'as ordered' }),
    }),
  }
}

function attributes(values: Readonly<Record<string, string | number>>): readonly object[] {
  return Object.entries(values).map(([key, value]) => {
    return { key, value: typeof value === 'number' ? { intValue: value } : { stringValue: value } }
  })
}

function idOf(number: number): string {
  return (number + 1).toString(16).padStart(16, '0')
}
