import { Writable } from 'node:stream'
import pino from 'pino'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type App, startApp } from '../../src/app.ts'
import { loadConfig } from '../../src/config/load-config.ts'
import { calmService } from '../calm-service.ts'
import { patience } from '../patience.ts'
import { redisMissing } from '../redis/redis-missing.ts'
import { type RedisServer, startRedis } from '../redis/start-redis.ts'

describe.skipIf(redisMissing('an outage of the store') !== null)(
  'a Redis that is set wrongly while the service runs',
  () => {
    let redis: RedisServer
    let app: App
    const lines: Record<string, unknown>[] = []
    beforeEach(async () => {
      redis = await startRedis()
      app = await startApp({ config: configOf(redis.url), sinks: [], log: pino({ level: 'info' }, remember(lines)) })
    })
    afterEach(async () => {
      await app.stop()
      await redis.stop()
    })

    it('is told by the log once with the setting, and again when it is mended; the first who asks hears of it', async () => {
      const wrong = 'Redis: expected maxmemory-policy noeviction, saw allkeys-lru'
      const newsOf = () => lines.filter(({ msg }) => String(msg).startsWith('the store can'))

      await redis.command('CONFIG', 'SET', 'maxmemory-policy', 'allkeys-lru')
      await vi.waitFor(() => expect(newsOf()).toHaveLength(1), patience)
      const unready = await fetch(`http://${app.listening.api}/readyz`)
      await redis.command('CONFIG', 'SET', 'maxmemory-policy', 'noeviction')
      await vi.waitFor(() => expect(newsOf()).toHaveLength(2), patience)

      expect(unready.status).toBe(503)
      expect(await unready.text()).toContain(wrong)
      expect(newsOf()).toMatchObject([
        { msg: 'the store cannot be written to: nothing is accepted', reason: wrong },
        { msg: 'the store can be written to again', afterSeconds: expect.any(Number) },
      ])
    })
  },
)

function configOf(url: string) {
  const free = '127.0.0.1:0'
  const endpoints = { OTLP_GRPC_ENDPOINT: free, OTLP_HTTP_ENDPOINT: free, API_ENDPOINT: free }
  const readFile = () => {
    throw Object.assign(new Error('no configuration file'), { code: 'ENOENT' })
  }
  const loaded = loadConfig({ path: undefined, env: { ...calmService, ...endpoints, REDIS_URL: url }, readFile })
  if (!loaded.ok) throw new Error(loaded.faults.map(({ path, expected }) => `${path}: ${expected}`).join('; '))
  return loaded.config
}

function remember(lines: Record<string, unknown>[]): Writable {
  return new Writable({
    write: (chunk, _, done) => {
      lines.push(JSON.parse(String(chunk)))
      done()
    },
  })
}
