import { existsSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { emptyRedis } from './empty-redis.ts'
import { eventually } from './eventually.ts'
import { redisMissing } from './redis-missing.ts'
import { startRedis, startRedisCluster, startRedisWithReplica } from './start-redis.ts'

const waitMs = 60_000
const missing = redisMissing('servers of Redis for the tests')
if (missing !== null) process.stderr.write(`${missing}\n`)

describe('a suite without Redis', () => {
  it('is left out with one line that says why', () => {
    expect(redisMissing('the suite', { PATH: '/nowhere' })).toMatch(/^the suite not run: no redis-server/)
  })

  it('fails where Redis is required', () => {
    const env = { PATH: '/nowhere', PROMONTORY_REQUIRE: 'browser, redis' }
    expect(() => redisMissing('the suite', env)).toThrow(/PROMONTORY_REQUIRE names redis/)
  })
})

describe.skipIf(missing !== null)('servers of Redis', () => {
  it('have the settings that an operator should set', async () => {
    await using(startRedis(), async (server) => {
      expect(await server.command('CONFIG', 'GET', 'maxmemory-policy')).toEqual(['maxmemory-policy', 'noeviction'])
      expect(await server.command('CONFIG', 'GET', 'appendonly')).toEqual(['appendonly', 'yes'])
      expect(await server.command('CONFIG', 'GET', 'bind')).toEqual(['bind', '127.0.0.1'])
    })
  })

  it('have what was written after a kill -9 and a new start on the same port', async () => {
    await using(startRedis(), async (server) => {
      await server.command('SET', 'kept', 'x')
      await server.kill('SIGKILL')
      await expect(server.command('PING')).rejects.toThrow()
      await server.start()
      expect(await server.command('GET', 'kept')).toBe('x')
    })
  })

  it('leave no process and no folder behind', async () => {
    const server = await startRedis()
    const pid = Number(server.pid())
    await server.stop()
    await server.stop()
    expect(() => process.kill(pid, 0)).toThrow()
    expect(existsSync(server.folder)).toBe(false)
  })

  it('refuse to write when their files may not grow, and write again when they may', async () => {
    await using(startRedis(), async (server) => {
      await server.limitFiles(64 * 1024)
      const fill = () => server.command('APPEND', 'big', 'x'.repeat(40_000))
      await eventually('it refuses', waitMs, () =>
        fill().then(
          () => false,
          (error) => String(error).includes('MISCONF'),
        ),
      )
      await server.limitFiles(null)
      await eventually(
        'it takes writes again',
        waitMs,
        async () => (await server.command('SET', 'small', 'x')) === 'OK',
      )
    })
  })

  it('copy what is written to a replica, which can take over', async () => {
    await using(startRedisWithReplica(), async ({ primary, replica, promote }) => {
      await primary.command('SET', 'kept', 'x')
      await eventually('the replica has it', waitMs, async () => (await replica.command('GET', 'kept')) === 'x')
      await primary.kill('SIGKILL')
      await promote()
      expect(await replica.command('SET', 'more', 'y')).toBe('OK')
    })
  })

  it('form a cluster of three and three that serves every slot and replaces a primary that died', async () => {
    await using(startRedisCluster(), async ({ primaries: [first, second], replicas: [heir] }) => {
      expect(String(await second?.command('CLUSTER', 'INFO'))).toContain('cluster_slots_ok:16384')
      await first?.kill('SIGKILL')
      await eventually('the replica took over', waitMs, async () => {
        return (await heir?.info('replication'))?.get('role') === 'master'
      })
      await eventually('the cluster serves again', waitMs, async () => {
        return String(await second?.command('CLUSTER', 'INFO')).includes('cluster_state:ok')
      })
    })
  })

  it('are emptied for suites that need one', async () => {
    await using(emptyRedis(), async ({ empty, url }) => {
      expect(url).toMatch(/^redis/)
      await empty()
    })
  })
})

async function using<T extends { stop(): Promise<void> }>(
  starting: Promise<T>,
  use: (started: T) => Promise<void>,
): Promise<void> {
  const started = await starting
  try {
    await use(started)
  } finally {
    await started.stop()
  }
}
