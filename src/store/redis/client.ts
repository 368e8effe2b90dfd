/**
 * How the engine talks to Redis: scripts and a few reads. Every call has a time limit of its own, and is tried again as
 * patience.ts says; what cannot be answered in time rejects with StoreUnavailable.
 */
import { Command } from 'ioredis'
import type { Connection } from './connect.ts'
import { isMissingScript, unavailability, wrongSlot } from './errors.ts'
import { createPatience } from './patience.ts'
import { createReplicaWait } from './replica-wait.ts'
import type { Script } from './script.ts'
import { within } from './within.ts'

export type Arg = string | number | Buffer
export type Reply = string | number | null | readonly Reply[]
export type RawReply = Buffer | number | null | readonly RawReply[]

const readCommands = [
  'get',
  'hget',
  'hgetall',
  'hmget',
  'hkeys',
  'hlen',
  'lrange',
  'llen',
  'smembers',
  'scard',
  'sismember',
  'zrange',
  'zcard',
  'zcount',
  'zscore',
  'zmscore',
  'zrevrange',
  'zrangebyscore',
  'zrevrangebyscore',
  'xrange',
  'xrevrange',
  'xlen',
] as const
export type ReadCommand = (typeof readCommands)[number]

export interface RedisClient {
  /** Runs a script; all keys are of one slot. Texts of the answer are read as UTF-8. */
  run(script: Script, keys: readonly string[], args: readonly Arg[]): Promise<Reply>
  /** The same, with the answer's bytes as they are. */
  runRaw(script: Script, keys: readonly string[], args: readonly Arg[]): Promise<RawReply>
  read(command: ReadCommand, key: string, ...args: readonly Arg[]): Promise<Reply>
  readRaw(command: ReadCommand, key: string, ...args: readonly Arg[]): Promise<RawReply>
  /** Calls under way. */
  waiting(): number
}

/** Where what was written has to be before a call is answered. */
export type Durability = { readonly kind: 'process' | 'disk' } | { readonly kind: 'replica'; readonly replicas: number }

export interface ClientOptions {
  readonly durability: Durability
  /** One call. */
  readonly callMs?: number
  /** All tries of a call together. */
  readonly triesMs?: number
}

export function createClient(connection: Connection, options: ClientOptions): RedisClient {
  const { callMs = 2000, triesMs = 2200, durability } = options
  const patience = createPatience(triesMs)
  const replicaWait = durability.kind === 'replica' ? createReplicaWait(connection, durability.replicas) : null

  const send: Send = <T>(name: string, args: readonly Arg[], encoding: Encoding, leftMs: number) => {
    const command = new Command(name, [...args], { replyEncoding: encoding })
    sendTogether(connection.redis)
    connection.redis.sendCommand(command)
    // The client library makes objects of hashes; here they are fields and values in turn, as Redis tells them.
    const reply = command.promise.then((told) => (isHash(told) ? Object.entries(told).flat() : told))
    return within<T>(reply, Math.min(callMs, leftMs))
  }
  const read = <T>(command: ReadCommand, key: string, args: readonly Arg[], encoding: Encoding) =>
    patience.run((leftMs) => send<T>(command, [key, ...args], encoding, leftMs))
  const run = <T>(script: Script, keys: readonly string[], args: readonly Arg[], encoding: Encoding) =>
    patience.run(async (leftMs) => {
      const kept = script.kind === 'keeps' ? replicaWait?.before(keys[0] ?? '') : undefined
      const answer = await evaluate<T>(send, script, [keys.length, ...keys, ...args], encoding, leftMs)
      await kept?.(Math.min(callMs, leftMs))
      return answer
    })

  return {
    run: (script, keys, args) => run<Reply>(script, keys, args, 'utf8'),
    runRaw: (script, keys, args) => run<RawReply>(script, keys, args, null),
    read: (command, key, ...args) => read<Reply>(command, key, args, 'utf8'),
    readRaw: (command, key, ...args) => read<RawReply>(command, key, args, null),
    waiting: patience.waiting,
  }
}

type Encoding = 'utf8' | null
type Send = <T>(name: string, args: readonly Arg[], encoding: Encoding, leftMs: number) => Promise<T>

/** By its hash; Redis is given the whole script where it does not have it yet, or has forgotten it. */
async function evaluate<T>(
  send: Send,
  script: Script,
  args: readonly Arg[],
  encoding: Encoding,
  leftMs: number,
): Promise<T> {
  try {
    return await send<T>('evalsha', [script.sha, ...args], encoding, leftMs)
  } catch (error) {
    if (!isMissingScript(error)) throw named(script, error)
  }
  try {
    return await send<T>('eval', [script.source, ...args], encoding, leftMs)
  } catch (error) {
    throw named(script, error)
  }
}

function isHash(reply: unknown): boolean {
  return typeof reply === 'object' && reply !== null && !Array.isArray(reply) && !Buffer.isBuffer(reply)
}

/** A bug in a script says which one; other errors stay as they are. */
function named(script: Script, error: unknown): unknown {
  const wrong = wrongSlot(error)
  if (wrong !== null) return wrong
  if (!(error instanceof Error) || unavailability(error) !== null) return error
  return new Error(`script ${script.name}: ${error.message}`, { cause: error })
}

/** What is sent in one turn of the event loop goes out in one write: a write for each command costs more than the command. */
function sendTogether(redis: Connection['redis']): void {
  const stream = 'stream' in redis ? redis.stream : undefined
  if (stream === undefined || stream === null || stream.writableCorked > 0) return
  stream.cork()
  setImmediate(() => stream.uncork())
}
