import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { freePort } from './free-port.ts'
import { type Reply, redisCommand, redisInfo } from './redis-command.ts'
import { redisServerPath } from './redis-missing.ts'

/** A redis-server of our own on a free loopback port and in a folder of its own, with AOF, that can be hurt. */
export interface RedisServer {
  readonly url: string
  readonly port: number
  readonly folder: string
  /** Of the process that runs now; null while it does not. */
  pid(): number | null
  command(...command: readonly [string, ...(string | number)[]]): Promise<Reply>
  info(section: string): Promise<ReadonlyMap<string, string>>
  /** Ends the process and keeps what it wrote. SIGTERM lets it write what it has; SIGKILL does not. */
  kill(signal: 'SIGKILL' | 'SIGTERM'): Promise<void>
  /** SIGSTOP: it answers nobody and keeps its connections, until woken. */
  freeze(): void
  wake(): void
  /** No file of it may grow beyond this: writing fails as on a full disk. Null: there is room again. */
  limitFiles(bytesMax: number | null): Promise<void>
  /** Starts it again on the same port and what it wrote. `settings` come on top of those of the first start. */
  start(options?: StartOptions): Promise<void>
  /** Ends it and removes its folder. Asked again, does nothing. */
  stop(): Promise<void>
}

export interface StartOptions {
  readonly settings?: Settings
  /** False answers as soon as it accepts connections, while it still loads what it wrote. */
  readonly untilLoaded?: boolean
}

export type Settings = Readonly<Record<string, string>>

export interface RedisOptions {
  /** Of redis.conf, by name. */
  readonly settings?: Settings
  /** Settings that name ports of their own: made anew where a start fails. */
  readonly ports?: () => Promise<Settings>
}

const startsMax = 5
const startMs = 60_000

/** Throws where there is no redis-server: ask `redisMissing` first. */
export async function startRedisProcess(options: RedisOptions = {}): Promise<RedisServer> {
  for (let attempt = 1; ; attempt += 1) {
    const folder = await mkdtemp(join(tmpdir(), 'promontory-redis-'))
    const server = redisOn(await freePort(), folder, { ...options.settings, ...(await options.ports?.()) })
    try {
      await server.start()
      return server
    } catch (error) {
      await server.stop()
      // Another program may have taken the port.
      if (attempt === startsMax) throw error
    }
  }
}

function redisOn(port: number, folder: string, own: Settings): RedisServer {
  let running: Running | null = null
  const kill = async (signal: 'SIGKILL' | 'SIGTERM') => {
    const ending = running
    running = null
    await ending?.end(signal)
  }
  const signal = (name: 'SIGSTOP' | 'SIGCONT') => running?.child.kill(name)
  return {
    url: `redis://127.0.0.1:${port}`,
    port,
    folder,
    pid: () => running?.child.pid ?? null,
    command: (...command) => redisCommand(port, ...command),
    info: (section) => redisInfo(port, section),
    kill,
    freeze: () => signal('SIGSTOP'),
    wake: () => signal('SIGCONT'),
    limitFiles: (bytesMax) => limitFiles(running?.child.pid, bytesMax),
    start: async ({ settings = {}, untilLoaded = true } = {}) => {
      if (running !== null) throw new Error('this redis-server runs already')
      running = run({ ...defaults(port, folder), ...own, ...settings }, folder)
      await running.answers(port, untilLoaded)
    },
    stop: async () => {
      await kill('SIGKILL')
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** As an operator should set it (docs/operations.md), and quick to copy itself to a replica. */
function defaults(port: number, folder: string): Settings {
  return {
    ...{ port: String(port), bind: '127.0.0.1', dir: folder, logfile: join(folder, 'redis.log') },
    ...{ appendonly: 'yes', appendfsync: 'everysec', save: '', 'maxmemory-policy': 'noeviction' },
    ...{ 'repl-diskless-sync-delay': '0', 'enable-debug-command': 'local' },
  }
}

interface Running {
  readonly child: ChildProcess
  answers(port: number, untilLoaded: boolean): Promise<void>
  end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void>
}

function run(settings: Settings, folder: string): Running {
  const program = redisServerPath()
  if (program === null) throw new Error('no redis-server on the PATH')
  const args = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value])
  const child = spawn('/bin/sh', ['-c', unlimited, 'sh', program, ...args], { cwd: folder, stdio: 'ignore' })
  const orphaned = () => child.kill('SIGKILL')
  process.once('exit', orphaned)
  let ended = false
  const end = new Promise<void>((resolve) => {
    const gone = () => {
      ended = true
      process.removeListener('exit', orphaned)
      resolve()
    }
    child.once('close', gone).once('error', gone)
  })
  return {
    child,
    answers: async (port, untilLoaded) => {
      const until = Date.now() + startMs
      while (!ended && !(await answers(port, child.pid, untilLoaded))) {
        if (Date.now() > until) throw new Error(`redis-server did not answer within ${startMs} ms`)
        await new Promise((resolve) => setTimeout(resolve, 10))
      }
      if (ended) throw new Error(`redis-server ended before it answered: ${await lastWords(folder)}`)
    },
    end: async (signal) => {
      // A frozen process hears SIGTERM only when it is woken.
      if (signal === 'SIGTERM') child.kill('SIGCONT')
      child.kill(signal)
      await end
    },
  }
}

/**
 * A file that may not grow kills who writes to it; with the signal ignored, writing fails instead. What a shell ignores,
 * what it turns into ignores too.
 */
const unlimited = `trap '' XFSZ; exec "$@"`

async function limitFiles(pid: number | undefined, bytesMax: number | null): Promise<void> {
  if (pid === undefined) throw new Error('this redis-server does not run')
  // The soft limit only: a hard one could not be lifted again.
  const limit = bytesMax === null ? 'unlimited:' : `${bytesMax}:`
  await promisify(execFile)('prlimit', ['--pid', String(pid), `--fsize=${limit}`])
}

/** Another server that took the port first is not taken for ours. */
async function answers(port: number, pid: number | undefined, untilLoaded: boolean): Promise<boolean> {
  try {
    await redisCommand(port, 'PING')
    return (await redisInfo(port, 'server')).get('process_id') === String(pid)
  } catch (error) {
    return !untilLoaded && error instanceof Error && error.message.startsWith('LOADING')
  }
}

async function lastWords(folder: string): Promise<string> {
  const log = await readFile(join(folder, 'redis.log'), 'utf8').catch(() => 'nothing in its log')
  return log.trimEnd().split('\n').at(-1) ?? ''
}
