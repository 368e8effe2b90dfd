import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'

export interface Listening {
  readonly grpc: string
  readonly http: string
  readonly api: string
}

/** `promontory serve` as a process of its own, stopped by its own process id. */
export interface Service {
  readonly listening: Listening
  /** Lines on standard output after the listening line: events. */
  readonly events: readonly string[]
  kill(signal: 'SIGKILL' | 'SIGTERM'): Promise<void>
}

/** Starts on free ports, or on the given ones: the same as before a crash. */
export async function startService(storePath: string, ports: Listening | null): Promise<Service> {
  const env = {
    ...process.env,
    LOG_LEVEL: 'error',
    STORE_PATH: storePath,
    RUN_SETTLE: '500ms',
    RUN_IDLE: '60s',
    OTLP_GRPC_ENDPOINT: ports?.grpc ?? '127.0.0.1:0',
    OTLP_HTTP_ENDPOINT: ports?.http ?? '127.0.0.1:0',
    API_ENDPOINT: ports?.api ?? '127.0.0.1:0',
  }
  const child = spawn(process.execPath, ['src/main.ts', 'serve'], { env, stdio: ['ignore', 'pipe', 'inherit'] })
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const events: string[] = []
  const listening = await firstLine(child, events)
  return {
    listening,
    events,
    kill: async (signal) => {
      child.kill(signal)
      await ended
    },
  }
}

function firstLine(child: ChildProcess, events: string[]): Promise<Listening> {
  return new Promise((resolve, reject) => {
    if (child.stdout === null) throw new Error('the service has no standard output')
    child.once('exit', (code) => reject(new Error(`the service ended with ${code} before it listened`)))
    let first = true
    createInterface({ input: child.stdout }).on('line', (line) => {
      if (first) resolve(JSON.parse(line).listening)
      else events.push(line)
      first = false
    })
  })
}
