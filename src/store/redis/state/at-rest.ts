/**
 * State is read while nobody works on it. Replicas cannot be seen, only their leases: of the traces they judge and the
 * sinks they tell. Leases that a killed replica left run out by themselves.
 */

import { StateRefused } from '../../state.ts'
import { storedJson } from '../../stored-json.ts'
import type { RedisClient } from '../client.ts'
import type { Connection } from '../connect.ts'
import { type Keys, partitions } from '../keys.ts'
import { inPieces } from '../tenant/in-pieces.ts'
import { pairsOf, textsOf } from '../tenant/replies.ts'

/** Longer than any lease. */
const leaseMaxMs = 600_000

export async function refuseWhenBusy({ connection, client, keys }: Parts): Promise<void> {
  const nowMs = await clockOf(connection)
  const held = pairsOf(await client.read('hgetall', keys.registry('sinks')))
  if (held.some(([, lease]) => leaseEndMs(lease) > nowMs)) throw busy('a sink is told')
  const all = Array.from({ length: partitions }, (_, partition) => partition)
  await inPieces(all, (partition) => refuseWhenJudging({ client, keys }, partition, nowMs))
}

interface Parts {
  readonly connection: Connection
  readonly client: RedisClient
  readonly keys: Keys
}

async function refuseWhenJudging({ client, keys }: Omit<Parts, 'connection'>, partition: number, nowMs: number) {
  const range = [`(${nowMs}`, nowMs + leaseMaxMs, 'BYSCORE'] as const
  const refs = textsOf(await client.read('zrange', keys.partition(partition, 'due'), ...range))
  const leased = await inPieces(refs, (ref) => client.read('hget', keys.trace({ partition, ref }), 'leased'))
  if (leased.includes('1')) throw busy('a trace is judged')
}

function leaseEndMs(lease: string): number {
  if (lease === '') return 0
  const [, endMs]: readonly unknown[] = storedJson(lease)
  return typeof endMs === 'number' ? endMs : 0
}

function busy(what: string): StateRefused {
  return new StateRefused(
    `replicas work on the store (${what}): stop all of them; what a killed one held is free within 30 s`,
  )
}

async function clockOf(connection: Connection): Promise<number> {
  const [seconds = 0, micros = 0] = (await connection.primaries()[0]?.time()) ?? []
  return Number(seconds) * 1000 + Math.floor(Number(micros) / 1000)
}
