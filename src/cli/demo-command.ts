import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Command } from 'commander'
import { type App, startApp } from '../app.ts'
import type { Config } from '../config/config.ts'
import { loadConfig } from '../config/load-config.ts'
import { runDemo } from '../demo/demo.ts'
import { scorecardText } from '../demo/scorecard-text.ts'
import { createLog } from '../telemetry/log.ts'
import { CliFailure, exit } from './exit.ts'
import { stopSignal } from './stop-signal.ts'

/** The demo judges at once: nobody wants to wait for a settling time made for production. */
const demoSettle = '2s'
const demoIdle = '6s'

export function demoCommand(): Command {
  return new Command('demo')
    .description('send bundled captures of real agent frameworks through real exporters, and show what comes of them')
    .option('--once', 'end with one JSON line on standard output; exit 0 only when a candidate was raised')
    .action(async ({ once }: { once?: true }) => {
      const folder = await mkdtemp(join(tmpdir(), 'promontory-demo-'))
      const app = await startOnPorts(join(folder, 'demo.db'))
      try {
        await show(app, once === true)
      } finally {
        await app.stop()
        await rm(folder, { recursive: true, force: true })
      }
    })
}

async function show(app: App, once: boolean): Promise<void> {
  const say = (line: string) => process.stderr.write(`${line}\n`)
  const { grpc, http, api } = app.listening
  say(`OTLP/gRPC on ${grpc}, OTLP/HTTP on ${http}, API on http://${api}`)
  const report = await runDemo({ ...app.listening, progress: say, fetch })
  if (!report.ok) throw new CliFailure(report.reason, exit.no)
  say(scorecardText(report.candidate))
  if (once) {
    process.stdout.write(`${JSON.stringify({ clients: report.clients, candidate: report.candidate })}\n`)
    return
  }
  say(`\nStill running: look around at http://${api}, send your own spans to ${grpc} or ${http}. Ctrl-C ends it.`)
  await stopSignal()
}

/** The usual ports where they are free, else free ones. */
async function startOnPorts(path: string): Promise<App> {
  const usual = demoConfig(path, {})
  const log = createLog('warn')
  try {
    return await startApp({ config: usual, sinks: [], log })
  } catch {
    const free = demoConfig(path, {
      OTLP_GRPC_ENDPOINT: '127.0.0.1:0',
      OTLP_HTTP_ENDPOINT: '127.0.0.1:0',
      API_ENDPOINT: '127.0.0.1:0',
    })
    return startApp({ config: free, sinks: [], log })
  }
}

/** Independent of the file and the environment of whoever starts the demo. */
function demoConfig(path: string, ports: Record<string, string>): Config {
  const env = { RUN_SETTLE: demoSettle, RUN_IDLE: demoIdle, ...ports, STORE_PATH: path }
  const loaded = loadConfig({ path: undefined, env, readFile: noFile })
  if (!loaded.ok) throw new Error(loaded.faults.map(({ path: at, expected }) => `${at}: ${expected}`).join('; '))
  return loaded.config
}

function noFile(): never {
  throw Object.assign(new Error('the demo reads no configuration file'), { code: 'ENOENT' })
}
