import { Redis } from 'ioredis'

export type Reply = string | number | null | readonly Reply[]

const connectMs = 1_000

/** One command on a connection of its own; rejects when the server is away, and with what the server answers as error. */
export async function redisCommand(
  port: number,
  ...command: readonly [string, ...(string | number)[]]
): Promise<Reply> {
  const client = new Redis({
    ...{ host: '127.0.0.1', port, lazyConnect: true, connectTimeout: connectMs, disableClientInfo: true },
    ...{ retryStrategy: () => null, maxRetriesPerRequest: 0, enableReadyCheck: false },
  })
  // The failure also rejects the call below; unheard here it would be printed.
  client.on('error', () => {})
  try {
    await client.connect()
    const [name, ...args] = command
    return (await client.call(name, ...args)) as Reply
  } finally {
    client.disconnect()
  }
}

/** The fields of INFO. */
export async function redisInfo(port: number, section: string): Promise<ReadonlyMap<string, string>> {
  const text = String(await redisCommand(port, 'INFO', section))
  const lines = text.split('\r\n').filter((line) => line.includes(':'))
  return new Map(lines.map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1)]))
}
