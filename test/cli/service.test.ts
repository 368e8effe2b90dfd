import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { type App, startApp } from '../../src/app.ts'
import { loadConfig } from '../../src/config/load-config.ts'
import { createLog } from '../../src/telemetry/log.ts'
import { calmService } from '../calm-service.ts'
import { patience } from '../patience.ts'
import type { Ran } from './cli.ts'

const capture = 'test/fixtures/captures/strands/unknown-tool/001.traces.json'
const copies = 4

let folder: string
let app: App
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'promontory-cli-'))
  app = await startApp({ config: configOf(join(folder, 'store.db')), sinks: [], log: createLog('silent') })
  const text = await readFile(capture, 'utf8')
  for (let copy = 0; copy < copies; copy++) await send(withTraceOf(text, copy))
  await vi.waitFor(
    async () => expect(JSON.parse((await program('doctor', '--json')).out).service.runs).toBe(copies),
    patience,
  )
  // Decided a moment after the last run was counted.
  await vi.waitFor(async () => expect(await candidates()).not.toEqual([]), patience)
})
afterAll(async () => {
  await app.stop()
  await rm(folder, { recursive: true })
})

function configOf(path: string) {
  const free = '127.0.0.1:0'
  const env = {
    ...calmService,
    OTLP_GRPC_ENDPOINT: free,
    OTLP_HTTP_ENDPOINT: free,
    API_ENDPOINT: free,
    STORE_PATH: path,
  }
  const readFile = () => {
    throw Object.assign(new Error('no configuration file'), { code: 'ENOENT' })
  }
  const loaded = loadConfig({ path: undefined, env: { ...env, RUN_SETTLE: '100ms', RUN_IDLE: '500ms' }, readFile })
  if (!loaded.ok) throw new Error(loaded.faults.map(({ path: at, expected }) => `${at}: ${expected}`).join('; '))
  return loaded.config
}

/** The same run in a trace of its own. */
function withTraceOf(text: string, copy: number): string {
  return text.replace(/("traceId":\s*")[0-9a-f]{2}/g, `$1f${copy}`)
}

async function send(body: string): Promise<void> {
  const headers = { 'content-type': 'application/json' }
  const url = `http://${app.listening.http}/v1/traces`
  expect((await fetch(url, { method: 'POST', headers, body })).status).toBe(200)
}

async function candidates(): Promise<Listed['items']> {
  const told = await fetch(`http://${app.listening.api}/api/v1/candidates`)
  const { items }: Listed = JSON.parse(await told.text())
  return items
}

/** The real program in a process of its own, as if in a shell without a terminal. */
function program(...argv: readonly string[]): Promise<Ran> {
  const env = { PATH: process.env.PATH, PROMONTORY_API: `http://${app.listening.api}` }
  return new Promise((resolve, reject) => {
    execFile(process.execPath, ['src/main.ts', ...argv], { env }, (error, out, err) => {
      if (error !== null && typeof error.code !== 'number') reject(error)
      else resolve({ code: Number(error?.code ?? 0), out, err })
    })
  })
}

interface Listed {
  readonly items: readonly Readonly<Record<string, string>>[]
}

describe('the program against a running service', () => {
  test('shows what recurs, explains it, and leads from the pattern to its runs and their traces', async () => {
    const listed: Listed = JSON.parse((await program('patterns', '--json')).out)
    const signature = listed.items.find(({ signal }) => signal === 'tool_not_found')?.signature ?? ''

    const pattern = await program('explain', signature)
    const runId = /^ {2}([0-9a-f]{32}) +[0-9a-f]{32}/m.exec(pattern.out)?.[1] ?? ''
    const run = await program('explain', runId)
    const traceId = /^ {2}traces +([0-9a-f]{32})/m.exec(run.out)?.[1] ?? ''
    const trace = await program('explain', traceId)

    expect(pattern).toMatchObject({ code: 0, err: '' })
    expect(pattern.out).toContain(`${copies} of ${copies} runs of`)
    expect(pattern.out).toContain('tool_not_found')
    expect(run.out).toContain(signature)
    expect(trace.out).toContain(runId)
  })

  test('shows candidates and takes a decision about one', async () => {
    const before: Listed = JSON.parse((await program('candidates', '--json')).out)
    const id = before.items[0]?.id ?? ''

    const decided = await program('candidates', 'decide', id, '--accept', '--reason', 'it recurs')
    const explained = await program('explain', id)

    expect(decided).toMatchObject({ code: 0, err: '' })
    expect(explained.out).toMatch(/accept +it recurs/)
  })

  test('the doctor names the family that was seen', async () => {
    const { out } = await program('doctor')

    expect(out).toMatch(/^ {2}families +\S+/m)
    expect(out).not.toContain('\u001b')
  })

  test('nothing is wrong with the sinks', async () => {
    expect(await program('sinks')).toMatchObject({ code: 0, err: '' })
  })

  test('serve opens nothing to others without keys: a fault of the configuration like any other', async () => {
    const path = join(folder, 'open.yaml')
    await writeFile(path, 'api: { endpoint: "0.0.0.0:0" }\nrun: { settle: soon }\n')

    const { code, err } = await program('serve', '--config', path)

    expect(code).toBe(2)
    expect(err).toContain('api.endpoint: saw "0.0.0.0:0", expected keys')
    expect(err).toContain('run.settle: saw "soon"')
  })

  test('ends with the exit code that fits', async () => {
    const ends = [
      { argv: ['patterns', '--agent', 'nobody'], code: 1 },
      { argv: ['patterns', '--limit', 'many'], code: 2 },
      { argv: ['patterns', '--api', 'http://127.0.0.1:1'], code: 3 },
      { argv: ['candidates', 'decide', '--help'], code: 0 },
    ]

    for (const { argv, code } of ends) expect([argv, (await program(...argv)).code]).toEqual([argv, code])
  })
})
