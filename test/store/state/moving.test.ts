/** What moves from one engine to the other, or to another store of the same, is the same there, and goes on the same. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, it } from 'vitest'
import { type EmptyRedis, emptyRedis, emptyRedisMissing } from '../../redis/empty-redis.ts'
import { embeddedHome, type Home, redisHome } from './engines.ts'
import { movesWhole } from './moves-whole.ts'
import { anyLife } from './traffic.ts'

const missing = emptyRedisMissing('moving a store to Redis and back')

let folder: string
let redis: EmptyRedis | null = null
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'promontory-state-'))
  if (missing === null) redis = await emptyRedis()
})
afterAll(async () => {
  await redis?.stop()
  rmSync(folder, { recursive: true, force: true })
})

const engines = ['embedded', 'redis'] as const
type Engine = (typeof engines)[number]
const moves = engines.flatMap((from) => engines.map((to) => [from, to] as const))

function homeOf(engine: Engine): Home {
  if (engine === 'embedded') return embeddedHome(folder)
  if (redis === null) throw new Error('no Redis')
  return redisHome(redis.url)
}

describe('a store that moves', () => {
  it.skipIf(missing !== null).each(moves)(
    'from %s to %s shows what it showed, and goes on the same',
    async (from, to) => {
      await fc.assert(
        fc.asyncProperty(anyLife, anyLife, async (before, after) => {
          await movesWhole(homeOf(from), homeOf(to), before, after)
        }),
        { numRuns: 8, endOnFailure: true },
      )
    },
  )

  it('from one file to another shows what it showed, and goes on the same', async () => {
    await fc.assert(
      fc.asyncProperty(anyLife, anyLife, async (before, after) => {
        await movesWhole(homeOf('embedded'), homeOf('embedded'), before, after)
      }),
      { numRuns: 5, endOnFailure: true },
    )
  })
})
