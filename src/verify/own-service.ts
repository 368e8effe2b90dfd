import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { SeenEvent, SeenSink } from './seen.ts'

export interface Listening {
  readonly grpc: string
  readonly http: string
  readonly api: string
}

/** `promontory serve` as a process of its own, on a temporary store, that can be killed and started again. */
export interface OwnService {
  readonly listening: Listening
  /** Of the process that runs now; null while it does not. */
  pid(): number | null
  /** SIGKILL at whatever point of its work it is, then a new start on the same ports and file. */
  crash(): Promise<void>
  /** SIGKILL at this very moment. Answers when the process is gone; killed already, it does nothing. */
  kill(): Promise<void>
  /** Starts it again on the same ports and file; runs it already, it does nothing. */
  start(): Promise<void>
  /** SIGSTOP: it does nothing and keeps its connections, until woken. */
  freeze(): void
  wake(): void
  isFrozen(): boolean
  /** Events that came out of its sinks so far. */
  sinks(): readonly SeenSink[]
  /** Stops it and removes its store. */
  stop(): Promise<void>
}

export interface OwnServiceOptions {
  /** Settings on top of those that every own service has. */
  readonly settings?: Readonly<Record<string, string>>
}

const startsMax = 5

export async function startOwnService({ settings = {} }: OwnServiceOptions = {}): Promise<OwnService> {
  const folder = await mkdtemp(join(tmpdir(), 'promontory-verify-'))
  const events: SeenEvent[] = []
  const own: Own = { folder, settings, events, child: null, stopped: false }
  let running: Running | null
  try {
    await warm(own)
    running = await start(own, null)
  } catch (error) {
    await rm(folder, { recursive: true, force: true })
    throw error
  }
  const { listening } = running
  let frozen = false
  const kill = async (signal: 'SIGKILL' | 'SIGTERM' = 'SIGKILL') => {
    const ending = running
    running = null
    if (ending !== null) await ending.kill(signal)
    // One that is still starting; who waits for that starts another one.
    else own.child?.kill('SIGKILL')
  }
  let starting: Promise<Running> | null = null
  const startMore = async () => {
    if (running !== null) return
    starting ??= startAgain(own, listening).finally(() => {
      starting = null
    })
    running = await starting
  }
  return {
    listening,
    pid: () => running?.child.pid ?? null,
    crash: async () => {
      await kill()
      await startMore()
    },
    kill: () => kill(),
    start: startMore,
    freeze: () => {
      frozen = running?.child.kill('SIGSTOP') ?? false
    },
    wake: () => {
      running?.child.kill('SIGCONT')
      frozen = false
    },
    isFrozen: () => frozen,
    sinks: () => [{ sink: 'standard output', events }],
    stop: async () => {
      own.stopped = true
      await kill('SIGTERM')
      await starting?.catch(() => {})
      await rm(folder, { recursive: true, force: true })
    },
  }
}

interface Own {
  readonly folder: string
  readonly settings: Readonly<Record<string, string>>
  /** Grows with what it tells. */
  readonly events: SeenEvent[]
  /** The process that was started last. */
  child: ChildProcess | null
  stopped: boolean
}

/** What a file of events has, every line that is whole. */
export function readEventFile(path: string): readonly SeenEvent[] {
  const text = existsSync(path) ? readFileSync(path, 'utf8') : ''
  return text.split('\n').flatMap((line) => eventOf(parsed(line)))
}

/**
 * Fills the compile cache, which a process writes only when it ends by itself: restarts are then twice as fast, so that
 * more of the time is spent on what is tested.
 */
async function warm(own: Own): Promise<void> {
  const child = spawn(process.execPath, [main, '--help'], { env: environment(own, null), stdio: 'ignore' })
  await new Promise<void>((resolve) => child.once('close', () => resolve()).once('error', () => resolve()))
}

const main = fileURLToPath(new URL('../main.ts', import.meta.url))

interface Running {
  readonly child: ChildProcess
  readonly listening: Listening
  kill(signal: 'SIGKILL' | 'SIGTERM'): Promise<void>
}

/** Between two starts another program may take a port for a moment. */
async function startAgain(own: Own, ports: Listening): Promise<Running> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await start(own, ports)
    } catch (error) {
      if (attempt === startsMax || own.stopped) throw error
      await new Promise((resolve) => setTimeout(resolve, 200 * attempt))
    }
  }
}

async function start(own: Own, ports: Listening | null): Promise<Running> {
  const child = spawn(process.execPath, [main, 'serve'], {
    cwd: own.folder,
    env: environment(own, ports),
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  own.child = child
  const orphaned = () => child.kill('SIGKILL')
  process.once('exit', orphaned)
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()))
  return {
    child,
    listening: await firstLine(child, own.events),
    kill: async (signal) => {
      process.removeListener('exit', orphaned)
      child.kill(signal)
      await ended
    },
  }
}

/** Nothing of this process's own configuration reaches the service: it runs in an empty folder on what is said here. */
function environment({ folder, settings }: Own, ports: Listening | null): Record<string, string> {
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
    ...settings,
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
      else events.push(...eventOf(told))
    })
  })
}

interface OutputLine {
  readonly listening?: Listening
  readonly id?: string
  readonly type?: string
  readonly data?: { readonly candidate: { readonly id: string } }
}

function eventOf(line: OutputLine | null): readonly SeenEvent[] {
  if (line?.data === undefined) return []
  return [{ id: line.id ?? '', type: line.type ?? '', candidateId: line.data.candidate.id }]
}

/** A kill may cut the last line off: that event is told again. */
function parsed(line: string): OutputLine | null {
  try {
    return JSON.parse(line)
  } catch {
    return null
  }
}
