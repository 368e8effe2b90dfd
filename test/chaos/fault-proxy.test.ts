import { Redis } from 'ioredis'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type FaultProxy, startFaultProxy } from '../../bench/chaos/fault-proxy.ts'
import { eventually } from '../redis/eventually.ts'
import { redisMissing } from '../redis/redis-missing.ts'
import { type RedisServer, startRedis } from '../redis/start-redis.ts'

const missing = redisMissing('faults between a replica and its store')
if (missing !== null) process.stderr.write(`${missing}\n`)

describe.skipIf(missing !== null)('the proxy for store faults', () => {
  let server: RedisServer
  let proxy: FaultProxy
  let clients: Redis[]
  beforeAll(async () => {
    server = await startRedis()
  })
  afterAll(() => server.stop())
  beforeEach(async () => {
    await server.command('FLUSHALL')
    proxy = await startFaultProxy(server.port)
    clients = []
  })
  afterEach(async () => {
    for (const client of clients) client.disconnect()
    await proxy.stop()
  })

  /** A client that tries nothing twice. */
  const connected = async () => {
    const client = new Redis(proxy.url, {
      ...{
        lazyConnect: true,
        retryStrategy: () => null,
        maxRetriesPerRequest: 0,
        autoResendUnfulfilledCommands: false,
      },
    })
    client.on('error', () => {})
    clients.push(client)
    await client.connect()
    return client
  }
  const inStore = (key: string) => server.command('GET', key)

  it('passes what is said and answered, in order, large things too', async () => {
    const client = await connected()
    const large = 'x'.repeat(3_000_000)
    const answers = await Promise.all([client.set('a', large), client.get('a'), client.incr('n'), client.incr('n')])
    expect(answers).toEqual(['OK', large, 1, 2])
  })

  it('cuts the connection before the reply: the store did what the client does not know', async () => {
    const client = await connected()
    proxy.set({ kind: 'cutBeforeReply', every: 1 })
    await expect(client.set('a', 'x')).rejects.toThrow()
    expect(await inStore('a')).toBe('x')
    proxy.set({ kind: 'pass' })
    expect(await (await connected()).get('a')).toBe('x')
  })

  it('delays replies and keeps their order', async () => {
    const client = await connected()
    proxy.set({ kind: 'delay', ms: 80 })
    const before = performance.now()
    expect(await Promise.all([client.incr('n'), client.incr('n'), client.incr('n')])).toEqual([1, 2, 3])
    expect(performance.now() - before).toBeGreaterThan(70)
  })

  it('lets nothing through a black hole, and what was held afterwards', async () => {
    const client = await connected()
    proxy.set({ kind: 'blackHole' })
    const asked = client.set('a', 'x')
    expect(await inStore('a')).toBeNull()
    proxy.set({ kind: 'pass' })
    expect(await asked).toBe('OK')
  })

  it('brings the store what was held for somebody who has gone', async () => {
    const client = await connected()
    proxy.set({ kind: 'blackHole' })
    const asked = client.set('a', 'x').catch(() => 'gone')
    await new Promise((resolve) => setTimeout(resolve, 20))
    client.disconnect()
    expect(await asked).toBe('gone')
    proxy.set({ kind: 'pass' })
    await eventually('the late write arrives', 60_000, async () => (await inStore('a')) === 'x')
  })

  it('refuses connections, also those that are there', async () => {
    const client = await connected()
    proxy.set({ kind: 'refuse' })
    await expect(client.get('a')).rejects.toThrow()
    await expect(connected()).rejects.toThrow()
  })

  it('ends the store half of a connection', async () => {
    const client = await connected()
    const ended = new Promise((resolve) => client.once('close', resolve))
    proxy.set({ kind: 'halfClose' })
    await ended
    await expect(client.get('a')).rejects.toThrow()
  })

  it('tells which script comes by and ends the connection before it or after it', async () => {
    const script = 'return redis.call("INCR", KEYS[1])'
    const sha = String(await server.command('SCRIPT', 'LOAD', script))
    const seen: string[] = []
    const cutAt = (moment: string) =>
      proxy.watch((now, command) => {
        if (command.script === sha) seen.push(`${now} ${command.name}`)
        return command.script === sha && now === moment ? 'cut' : 'pass'
      })
    cutAt('before')
    await expect((await connected()).evalsha(sha, 1, 'n')).rejects.toThrow()
    expect(await inStore('n')).toBeNull()
    cutAt('after')
    await expect((await connected()).eval(script, 1, 'n')).rejects.toThrow()
    expect(await inStore('n')).toBe('1')
    expect(seen).toEqual(['before EVALSHA', 'before EVAL', 'after EVAL'])
  })

  it('tells the client when there is no store behind it', async () => {
    const lonely = await startRedis()
    const before = await startFaultProxy(lonely.port)
    await lonely.stop()
    const client = new Redis(before.url, { lazyConnect: true, retryStrategy: () => null })
    client.on('error', () => {})
    clients.push(client)
    await expect(client.connect()).rejects.toThrow()
    await before.stop()
  })
})
