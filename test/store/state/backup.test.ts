/** What docs/backup.md tells operators to do. */
import { execFile } from 'node:child_process'
import { cp, mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Store } from '../../../src/store/contract.ts'
import { openEmbeddedStore } from '../../../src/store/embedded/open.ts'
import { openRedisStore } from '../../../src/store/redis/open.ts'
import { eventually } from '../../redis/eventually.ts'
import { redisMissing } from '../../redis/redis-missing.ts'
import { type RedisServer, startRedis } from '../../redis/start-redis.ts'
import { chunk, contribution, judge, noon, openCandidate, pattern, span, tenant } from '../builders.ts'

const times = { settleMs: 15_000, idleMs: 900_000 }

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'promontory-backup-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

/** The command between the fences that comes after the words. */
async function commandAfter(words: string): Promise<string> {
  const page = await readFile('docs/backup.md', 'utf8')
  const [, rest = ''] = page.split(words)
  return /```sh\n([\s\S]+?)\n```/.exec(rest)?.[1] ?? ''
}

describe('an embedded store', () => {
  it('is copied whole while it runs, by the command of docs/backup.md, and goes on meanwhile', async () => {
    const store = await openEmbeddedStore({ path: join(folder, 'promontory.db'), ...times })
    let going = true
    const appending = (async () => {
      for (let number = 0; going; number += 1) {
        await store.traces.append({ chunks: [chunk(`later-${number}`, [span('s')])], receivedMs: noon })
      }
    })()
    try {
      const candidate = await openCandidate(store, 'a')
      const command = await commandAfter('while the service runs')
      await promisify(execFile)('/bin/sh', ['-c', command], { cwd: folder })
      going = false
      await appending
      expect((await stat(join(folder, 'backup.db'))).mode & 0o777).toBe(0o600)

      const restored = await openEmbeddedStore({ path: join(folder, 'backup.db'), ...times })
      try {
        expect(restored.fingerprintKey).toBe(store.fingerprintKey)
        expect(await restored.candidates.get(tenant, candidate.id)).toEqual(candidate)
        expect(await restored.outbox.since(tenant, 0, 10)).toEqual(await store.outbox.since(tenant, 0, 10))
        await judge(restored, 'next', { ledger: [contribution('next', [pattern('a')])] })
        expect(await restored.patterns.get(tenant, 'a')).toMatchObject({ runs: 5 })
      } finally {
        await restored.close()
      }
    } finally {
      going = false
      await appending
      await store.close()
    }
  })
})

const missing = redisMissing('restoring a backup of Redis')

describe.skipIf(missing !== null)('a store in Redis', () => {
  const servers: RedisServer[] = []
  const started = async () => {
    const server = await startRedis()
    servers.push(server)
    return server
  }
  afterEach(async () => {
    for (const server of servers.splice(0)) await server.stop()
  })
  const opened = ({ url }: RedisServer): Promise<Store> =>
    openRedisStore({ url, durability: { kind: 'process' }, ...times })

  it('is restored from a snapshot into a Redis that keeps an AOF again', async () => {
    const [old, fresh] = [await started(), await started()]
    const store = await opened(old)
    const candidate = await openCandidate(store, 'a')
    await old.command('SAVE')
    await store.close()

    await fresh.kill('SIGTERM')
    for (const name of await readdir(fresh.folder)) await rm(join(fresh.folder, name), { recursive: true })
    await cp(join(old.folder, 'dump.rdb'), join(fresh.folder, 'dump.rdb'))
    await fresh.start({ settings: { appendonly: 'no' } })
    await fresh.command('CONFIG', 'SET', 'appendonly', 'yes')
    await eventually('the AOF is written anew', 60_000, async () => {
      const info = await fresh.info('persistence')
      const rewriting = [info.get('aof_rewrite_in_progress'), info.get('aof_rewrite_scheduled')]
      return info.get('aof_enabled') === '1' && rewriting.every((told) => told === '0')
    })
    await fresh.kill('SIGKILL')
    await fresh.start()

    const restored = await opened(fresh)
    try {
      expect(await restored.candidates.get(tenant, candidate.id)).toEqual(candidate)
      expect(await restored.patterns.get(tenant, 'a')).toMatchObject({ runs: 4 })
    } finally {
      await restored.close()
    }
  })
})
