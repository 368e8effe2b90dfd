/**
 * `durability: replica`: a write is answered when so many replicas have it. WAIT tells of all writes that went over its
 * own connection before it, so one WAIT serves every write that is under way; and it tells nothing of a connection that
 * was lost in between.
 */
import { Command, type Redis } from 'ioredis'
import type { Connection } from './connect.ts'
import { NoReply, TooFewReplicas } from './errors.ts'
import { within } from './within.ts'

export interface ReplicaWait {
  /** To be called before the write is sent; what it answers, after the write was answered. */
  before(key: string): (leftMs: number) => Promise<void>
}

const waitMs = 1000

export function createReplicaWait(connection: Connection, replicas: number): ReplicaWait {
  const nodes = new WeakMap<Redis, Node>()
  const nodeOf = (redis: Redis): Node => {
    const known = nodes.get(redis)
    if (known !== undefined) return known
    const node: Node = { redis, losses: 0, waiting: null }
    redis.on('close', () => {
      node.losses += 1
    })
    nodes.set(redis, node)
    return node
  }
  const find = (slot: number): Node => {
    const redis = connection.primaryOf(slot)
    if (redis === null) throw new NoReply('no node has the slot')
    return nodeOf(redis)
  }
  return {
    before: (key) => {
      const slot = new Command('get', [key]).getSlot()
      const sentTo = find(slot)
      const { losses } = sentTo
      return async (leftMs) => {
        const node = find(slot)
        // A slot that moved was written through the other node's connection just now.
        if (node === sentTo && node.losses !== losses) throw new NoReply('the connection was lost')
        const seen = await within(waitFor(node, replicas), leftMs)
        if (seen < replicas) throw new TooFewReplicas(`the write reached ${seen} replicas, expected ${replicas}`)
      }
    },
  }
}

interface Node {
  readonly redis: Redis
  losses: number
  /** A WAIT that is not sent yet; every write that is answered until then shares it. */
  waiting: Promise<number> | null
}

function waitFor(node: Node, replicas: number): Promise<number> {
  node.waiting ??= new Promise((resolve, reject) => {
    setImmediate(() => {
      node.waiting = null
      const { losses } = node
      node.redis
        .wait(replicas, waitMs)
        .then(
          (seen) => (node.losses === losses ? resolve(seen) : reject(new NoReply('the connection was lost'))),
          reject,
        )
    })
  })
  return node.waiting
}
