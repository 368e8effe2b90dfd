import type { RedisServer } from '../../test/redis/start-redis.ts'

/** What a Redis has used and said since it started. */
export interface RedisUsage {
  readonly cpuMs: number
  readonly bytesIn: number
  readonly bytesOut: number
  readonly memoryBytes: number
}

export async function redisUsage(server: Pick<RedisServer, 'info'>): Promise<RedisUsage> {
  const [cpu, stats, memory] = await Promise.all(['cpu', 'stats', 'memory'].map((section) => server.info(section)))
  const number = (of: ReadonlyMap<string, string> | undefined, name: string) => {
    const value = Number(of?.get(name) ?? Number.NaN)
    if (Number.isNaN(value)) throw new Error(`expected ${name} from INFO`)
    return value
  }
  return {
    cpuMs: (number(cpu, 'used_cpu_user') + number(cpu, 'used_cpu_sys')) * 1000,
    bytesIn: number(stats, 'total_net_input_bytes'),
    bytesOut: number(stats, 'total_net_output_bytes'),
    memoryBytes: number(memory, 'used_memory'),
  }
}

export function usedSince(before: RedisUsage, after: RedisUsage): RedisUsage {
  return {
    cpuMs: after.cpuMs - before.cpuMs,
    bytesIn: after.bytesIn - before.bytesIn,
    bytesOut: after.bytesOut - before.bytesOut,
    memoryBytes: after.memoryBytes - before.memoryBytes,
  }
}
