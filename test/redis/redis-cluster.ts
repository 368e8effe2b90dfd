import { eventually } from './eventually.ts'
import { freePort } from './free-port.ts'
import { type RedisOptions, type RedisServer, startRedisProcess } from './redis-process.ts'
import { isLinked } from './redis-replica.ts'

export interface RedisCluster {
  readonly primaries: readonly RedisServer[]
  /** The replica of the primary at the same place of the list. */
  readonly replicas: readonly RedisServer[]
  /** Every node, as a client is told them. */
  readonly urls: readonly string[]
  stop(): Promise<void>
}

const slots = 16_384
const primariesCount = 3
const formMs = 90_000
/** A primary that is silent for so long is replaced: tests wait for it, and a machine with much else to do must not reach it. */
const nodeTimeoutMs = 5_000

/** Three primaries with a replica each, all slots served and all replicas in step when this answers. */
export async function startRedisCluster(options: RedisOptions = {}): Promise<RedisCluster> {
  const started = await Promise.allSettled(Array.from({ length: primariesCount * 2 }, () => startNode(options)))
  const nodes = started.flatMap((start) => (start.status === 'fulfilled' ? [start.value] : []))
  const stop = async () => {
    await Promise.all(nodes.map((node) => node.stop()))
  }
  try {
    if (nodes.length < started.length) throw new Error(`only ${nodes.length} of ${started.length} nodes started`)
    const primaries = nodes.slice(0, primariesCount)
    const replicas = nodes.slice(primariesCount)
    await form(primaries, replicas)
    return { primaries, replicas, urls: nodes.map(({ url }) => url), stop }
  } catch (error) {
    await stop()
    throw error
  }
}

async function startNode({ settings, ...rest }: RedisOptions): Promise<RedisServer> {
  return startRedisProcess({
    ...rest,
    ports: async () => ({ 'cluster-port': String(await freePort()) }),
    settings: {
      ...{ 'cluster-enabled': 'yes' },
      ...{ 'cluster-node-timeout': String(nodeTimeoutMs), 'cluster-allow-replica-migration': 'no' },
      ...settings,
    },
  })
}

async function form(primaries: readonly RedisServer[], replicas: readonly RedisServer[]): Promise<void> {
  const nodes = [...primaries, ...replicas]
  for (const [index, node] of nodes.entries()) await node.command('CLUSTER', 'SET-CONFIG-EPOCH', index + 1)
  for (const [index, node] of primaries.entries()) {
    const [from, to] = slotsOf(index)
    await node.command('CLUSTER', 'ADDSLOTSRANGE', from, to)
  }
  await introduce(nodes)
  for (const [index, replica] of replicas.entries()) await follow(replica, primaries[index])
  await eventually('every node serves the cluster', formMs, () => all(nodes, isServing))
  await eventually('every replica is in step', formMs, () => all(replicas, isLinked))
  await eventually('every node knows the replicas', formMs, () => all(nodes, (node) => knows(node, replicas.length)))
}

export function slotsOf(primary: number): readonly [from: number, to: number] {
  const at = (index: number) => Math.floor((slots * index) / primariesCount)
  return [at(primary), at(primary + 1) - 1]
}

/** Everyone to everyone: faster than waiting for the rumor to go round. */
async function introduce(nodes: readonly RedisServer[]): Promise<void> {
  for (const node of nodes) {
    for (const other of nodes.filter((one) => one !== node)) {
      const [, busPort = ''] = await busOf(other)
      await node.command('CLUSTER', 'MEET', '127.0.0.1', other.port, busPort)
    }
  }
  await eventually('every node knows every other', formMs, () =>
    all(nodes, async (node) => (await clusterInfo(node)).get('cluster_known_nodes') === String(nodes.length)),
  )
}

function busOf(node: RedisServer) {
  return node.command('CONFIG', 'GET', 'cluster-port').then((reply) => (Array.isArray(reply) ? reply.map(String) : []))
}

/** A node that has not heard of the primary yet refuses: asked again until it has. */
async function follow(replica: RedisServer, primary: RedisServer | undefined): Promise<void> {
  const id = String(await primary?.command('CLUSTER', 'MYID'))
  await eventually('a replica follows its primary', formMs, async () => {
    return (await replica.command('CLUSTER', 'REPLICATE', id)) === 'OK'
  })
}

async function isServing(node: RedisServer): Promise<boolean> {
  const info = await clusterInfo(node)
  return info.get('cluster_state') === 'ok' && info.get('cluster_slots_assigned') === String(slots)
}

async function knows(node: RedisServer, replicas: number): Promise<boolean> {
  const told = String(await node.command('CLUSTER', 'NODES'))
  return told.split('\n').filter((line) => / (?:myself,)?slave /.test(line)).length === replicas
}

async function clusterInfo(node: RedisServer): Promise<ReadonlyMap<string, string>> {
  const lines = String(await node.command('CLUSTER', 'INFO')).split('\r\n')
  return new Map(lines.map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1)]))
}

async function all(nodes: readonly RedisServer[], holds: (node: RedisServer) => Promise<boolean>): Promise<boolean> {
  for (const node of nodes) if (!(await holds(node))) return false
  return true
}
