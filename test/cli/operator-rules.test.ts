/** What the operator sets of signals and lessons, through the whole service: small traces and those judged on a thread. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { poolFactsMin } from '../../src/analyze-worker/analyze-pool.ts'
import { type App, startApp } from '../../src/app.ts'
import { loadConfig } from '../../src/config/load-config.ts'
import { createLog } from '../../src/telemetry/log.ts'
import { calmService } from '../calm-service.ts'
import { attribute, idOf, newTraceId, nowNs, requestOf, span } from '../hostile/hostile-spans.ts'
import { patience } from '../patience.ts'

let app: App
let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'promontory-rules-'))
  const free = '127.0.0.1:0'
  const env = {
    ...calmService,
    ...{ OTLP_GRPC_ENDPOINT: free, OTLP_HTTP_ENDPOINT: free, API_ENDPOINT: free },
    STORE_PATH: join(folder, 'rules.db'),
    RUN_SETTLE: '100ms',
    SIGNALS_OFF: 'repeated_call',
    SIGNALS_SHADOW: 'retry_storm',
    PROMONTORY_LESSONS_MAP: JSON.stringify([{ signal: 'retry_storm', lesson: 'the shop is down' }]),
  }
  const loaded = loadConfig({ path: undefined, env, readFile: () => '' })
  if (!loaded.ok) throw new Error(loaded.faults.map(({ path, expected }) => `${path}: ${expected}`).join('; '))
  app = await startApp({ config: loaded.config, sinks: [], log: createLog('silent') })
})
afterAll(async () => {
  await app.stop()
  await rm(folder, { recursive: true, force: true })
})

/** One tool fails again and again; `quiet` more steps make the trace large. */
function stormOf(traceId: string, agent: string, quiet: number) {
  const of = { attributes: [attribute('gen_ai.agent.name', agent)], parentSpanId: idOf(0) }
  const failing = [1, 2, 3, 4].map((n) =>
    span(traceId, n, 'execute_tool', { ...of, status: { code: 2, message: 'connection refused' } }),
  )
  const others = Array.from({ length: quiet }, (_, n) => span(traceId, n + 5, 'chat', of))
  return [
    ...failing,
    ...others,
    span(traceId, 0, 'invoke_agent', { ...of, parentSpanId: '', endTimeUnixNano: String(nowNs()) }),
  ]
}

interface Told {
  readonly signal: string
  readonly mode?: string
  readonly signature: string
  readonly agent: string
  readonly lesson: string
}

async function told(path: string) {
  return JSON.parse(await (await fetch(`http://${app.listening.api}/api/v1/${path}`)).text())
}

async function patternsOf(agent: string, quiet: number): Promise<readonly Told[]> {
  const body = requestOf(stormOf(newTraceId(), agent, quiet))
  const headers = { 'content-type': 'application/json' }
  const sent = await fetch(`http://${app.listening.http}/v1/traces`, { method: 'POST', headers, body })
  expect(sent.status).toBe(200)
  return vi.waitFor(async () => {
    const { items } = await told(`patterns?agent=${agent}`)
    expect(items.length).toBeGreaterThan(0)
    return items
  }, patience)
}

test.each([
  { of: 'a small trace', agent: 'small', quiet: 0 },
  { of: 'a large trace, judged on a thread', agent: 'large', quiet: poolFactsMin },
])('$of is judged by the rules of the operator, and its signature explained by them', async ({ agent, quiet }) => {
  const patterns = await patternsOf(agent, quiet)

  expect(patterns.map(({ signal }) => signal)).not.toContain('repeated_call')
  const [storm] = patterns.filter(({ signal, agent: of }) => signal === 'retry_storm' && of === agent)
  expect(storm).toBeDefined()
  const explained = await told(`patterns/${storm?.signature}/explanation`)
  expect(explained).toMatchObject({ current: true })
  expect(JSON.stringify(explained)).toContain('the shop is down')
})

test('the catalogue tells which signals run, are tried out, or are off', async () => {
  const { items }: { items: readonly Told[] } = await told('signals')
  const modes = new Map(items.map(({ signal, mode }) => [signal, mode]))

  expect(modes.get('repeated_call')).toBe('off')
  expect(modes.get('retry_storm')).toBe('shadow')
  expect(modes.get('tool_error')).toBe('on')
})
