import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { RedisServer } from '../../../test/redis/start-redis.ts'
import type { Scenario } from '../scenario.ts'

export const storeDiskFull: Scenario = {
  name: 'store-disk-full',
  what: 'the files of Redis may not grow, as on a full disk, so that it takes no writes for a while',
  ...{ store: 'single', replicas: 2 },
  play: ({ full, store: { primary }, underLoad }) =>
    underLoad({ seconds: full ? 60 : 12 }, async ({ mark, pause, note }) => {
      await pause(4_000)
      mark('gone')
      await primary.limitFiles(await largestFile(primary))
      await pause(full ? 30_000 : 4_000)
      note(`last write of its log: ${(await primary.info('persistence')).get('aof_last_write_status')}`)
      await primary.limitFiles(null)
      mark('back')
    }),
}

/** Nothing that is written now fits below this. */
async function largestFile({ folder }: RedisServer): Promise<number> {
  const names = await readdir(folder, { recursive: true })
  const sizes = await Promise.all(names.map(async (name) => (await stat(join(folder, name))).size))
  return Math.max(1, ...sizes)
}
