/** H60: two tenants send the same trace, span and tool-call ids. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type App, startApp } from '../../src/app.ts'
import { loadConfig } from '../../src/config/load-config.ts'
import { createLog } from '../../src/telemetry/log.ts'
import { calmService } from '../calm-service.ts'
import { attribute, idOf, newTraceId, nowNs, requestOf, span } from './hostile-spans.ts'

const keys = [
  { name: 'north', tenant: 'north', permissions: ['ingest', 'read'], secret: 'north-0123456789abcdef' },
  { name: 'south', tenant: 'south', permissions: ['ingest', 'read'], secret: 'south-0123456789abcdef' },
]
const [north, south] = keys.map(({ secret }) => ({ authorization: `Bearer ${secret}` }))
type Headers = typeof north

let app: App
let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'promontory-tenants-'))
  const env = {
    ...calmService,
    OTLP_GRPC_ENDPOINT: '127.0.0.1:0',
    OTLP_HTTP_ENDPOINT: '127.0.0.1:0',
    API_ENDPOINT: '127.0.0.1:0',
    STORE_PATH: join(folder, 'tenants.db'),
    RUN_SETTLE: '200ms',
    PROMONTORY_KEYS: JSON.stringify(keys),
  }
  const loaded = loadConfig({ path: undefined, env, readFile: () => '' })
  if (!loaded.ok) throw new Error(loaded.faults.map(({ path, expected }) => `${path}: ${expected}`).join('; '))
  app = await startApp({ config: loaded.config, sinks: [], log: createLog('silent') })
})
afterAll(async () => {
  await app.stop()
  await rm(folder, { recursive: true, force: true })
})

/** The same ids whoever sends it; one tenant's tool fails, the other's does not. */
function runOf(traceId: string, agent: string, fails: boolean) {
  const call = attribute('gen_ai.tool.call.id', 'call_0123456789abcdef')
  const named = { attributes: [attribute('gen_ai.agent.name', agent)] }
  const tools = [1, 2, 3, 4].map((n) =>
    span(traceId, n, 'execute_tool', {
      parentSpanId: idOf(0),
      attributes: [attribute('gen_ai.agent.name', agent), call],
      ...(fails ? { status: { code: 2, message: 'connection refused' } } : {}),
    }),
  )
  return [...tools, span(traceId, 0, 'invoke_agent', { endTimeUnixNano: String(nowNs()), ...named })]
}

async function send(headers: Headers, body: string): Promise<number> {
  const response = await fetch(`http://${app.listening.http}/v1/traces`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body,
  })
  await response.arrayBuffer()
  return response.status
}

interface ToldRuns {
  readonly state: string
  readonly items: readonly { readonly runId: string; readonly agent: string; readonly findings: readonly unknown[] }[]
}

async function judged(headers: Headers, traceId: string): Promise<ToldRuns> {
  for (let round = 0; round < 900; round += 1) {
    const response = await fetch(`http://${app.listening.api}/api/v1/traces/${traceId}/runs`, {
      headers: headers ?? {},
    })
    const told: ToldRuns = JSON.parse(await response.text())
    if (told.state === 'settled') return told
    await sleep(100)
  }
  throw new Error('expected the trace to be judged within 90 s')
}

async function status(headers: Headers, path: string): Promise<number> {
  const response = await fetch(`http://${app.listening.api}/api/v1/${path}`, { headers: headers ?? {} })
  await response.arrayBuffer()
  return response.status
}

it('H60 the same ids in two tenants are two runs, each seen by its own tenant only', async () => {
  const traceId = newTraceId()
  expect(await send(north, requestOf(runOf(traceId, 'north-agent', true)))).toBe(200)
  expect(await send(south, requestOf(runOf(traceId, 'south-agent', false)))).toBe(200)

  const [ofNorth, ofSouth] = [await judged(north, traceId), await judged(south, traceId)]
  expect(ofNorth.items.map(({ agent }) => agent)).toEqual(['north-agent'])
  expect(ofSouth.items.map(({ agent }) => agent)).toEqual(['south-agent'])
  expect(ofNorth.items[0]?.findings).not.toEqual([])
  expect(ofSouth.items[0]?.findings).toEqual([])

  const [northRun, southRun] = [ofNorth.items[0]?.runId ?? '', ofSouth.items[0]?.runId ?? '']
  expect(northRun).not.toBe(southRun)
  expect([await status(north, `runs/${northRun}`), await status(north, `runs/${southRun}`)]).toEqual([200, 404])
  expect([await status(south, `runs/${southRun}`), await status(south, `runs/${northRun}`)]).toEqual([200, 404])
})
