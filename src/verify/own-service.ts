import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { SeenEvent } from './seen.ts'

export interface Listening {
  readonly grpc: string
  readonly http: string
  readonly api: string
}

/** `promontory serve` as a process of its own, on a temporary store, that can be killed and started again. */
export interface OwnService {
  readonly listening: Listening
  /** SIGKILL at whatever point of its work it is, then a new start on the same ports and file. */
  crash(): Promise<void>
  /** Events that came out of standard output so far. */
  events(): readonly SeenEvent[]
  /** Stops it and removes its store. */
  stop(): Promise<void>
}

const startsMax = 5

export async function startOwnService(): Promise<OwnService> {
  const folder = await mkdtemp(join(tmpdir(), 'promontory-verify-'))
  const events: SeenEvent[] = []
  let running: Running
  try {
    await warm(folder)
    running = await start(folder, null, events)
  } catch (error) {
    await rm(folder, { recursive: true, force: true })
    throw error
  }
  const { listening } = running
  return {
    listening,
    crash: async () => {
      await running.kill('SIGKILL')
      running = await startAgain(folder, listening, events)
    },
    events: () => events,
    stop: async () => {
      await running.kill('SIGTERM')
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/**
 * Fills the compile cache, which a process writes only when it ends by itself: restarts are then twice as fast, so that
 * more of the time is spent on what is tested.
 */
async function warm(folder: string): Promise<void> {
  const child = spawn(process.execPath, [main, '--help'], { env: environment(folder, null), stdio: 'ignore' })
  await new Promise<void>((resolve) => child.once('close', () => resolve()).once('error', () => resolve()))
}

const main = fileURLToPath(new URL('../main.ts', import.meta.url))

interface Running {
  readonly listening: Listening
  kill(signal: 'SIGKILL' | 'SIGTERM'): Promise<void>
}

/** Between two starts another program may take a port for a moment. */
async function startAgain(folder: string, ports: Listening, events: SeenEvent[]): Promise<Running> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await start(folder, ports, events)
    } catch (error) {
      if (attempt === startsMax) throw error
      await new Promise((resolve) => setTimeout(resolve, 200 * attempt))
    }
  }
}

async function start(folder: string, ports: Listening | null, events: SeenEvent[]): Promise<Running> {
  const child = spawn(process.execPath, [main, 'serve'], {
    cwd: folder,
    env: environment(folder, ports),
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const orphaned = () => child.kill('SIGKILL')
  process.once('exit', orphaned)
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()))
  return {
    listening: await firstLine(child, events),
    kill: async (signal) => {
      process.removeListener('exit', orphaned)
      child.kill(signal)
      await ended
    },
  }
}

/** Nothing of this process's own configuration reaches the service: it runs in an empty folder on what is said here. */
function environment(folder: string, ports: Listening | null): Record<string, string> {
  const { PATH = '', HOME = '', TMPDIR = tmpdir() } = process.env
  return {
    ...{ PATH, HOME, TMPDIR },
    NODE_COMPILE_CACHE: join(folder, 'compiled'),
    LOG_LEVEL: 'error',
    STORE_PATH: join(folder, 'verify.db'),
    // Short, so that judging and receiving overlap and kills meet both.
    RUN_SETTLE: '300ms',
    RUN_IDLE: '2s',
    OTLP_GRPC_ENDPOINT: ports?.grpc ?? '127.0.0.1:0',
    OTLP_HTTP_ENDPOINT: ports?.http ?? '127.0.0.1:0',
    API_ENDPOINT: ports?.api ?? '127.0.0.1:0',
  }
}

function firstLine(child: ChildProcess, events: SeenEvent[]): Promise<Listening> {
  return new Promise((resolve, reject) => {
    if (child.stdout === null) throw new Error('the service has no standard output')
    child.once('error', reject)
    child.once('exit', (code) => reject(new Error(`the service ended with ${code} before it listened`)))
    createInterface({ input: child.stdout }).on('line', (line) => {
      const told = parsed(line)
      if (told?.listening !== undefined) resolve(told.listening)
      else if (told?.data !== undefined) {
        events.push({ id: told.id ?? '', type: told.type ?? '', candidateId: told.data.candidate.id })
      }
    })
  })
}

interface OutputLine {
  readonly listening?: Listening
  readonly id?: string
  readonly type?: string
  readonly data?: { readonly candidate: { readonly id: string } }
}

/** A kill may cut the last line off: that event is told again. */
function parsed(line: string): OutputLine | null {
  try {
    return JSON.parse(line)
  } catch {
    return null
  }
}
