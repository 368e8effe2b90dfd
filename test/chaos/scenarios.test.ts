import { readdirSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { isRight } from '../../bench/chaos/outcome.ts'
import { play } from '../../bench/chaos/play.ts'
import { scenarios } from '../../bench/chaos/scenarios.ts'
import { redisMissing } from '../redis/redis-missing.ts'

const missing = redisMissing('chaos over Redis')
if (missing !== null) process.stderr.write(`${missing}\n`)

describe('the scenarios', () => {
  it('have names of their own and say what goes wrong', () => {
    expect(new Set(scenarios.map(({ name }) => name)).size).toBe(scenarios.length)
    for (const { name, what } of scenarios)
      expect([name, what]).toEqual([expect.stringMatching(/^[a-z-]+$/), expect.any(String)])
  })

  it('are all listed', () => {
    const files = readdirSync(new URL('../../bench/chaos/scenarios/', import.meta.url)).map((file) => file.slice(0, -3))
    const names = scenarios.map(({ name }) => name)
    expect(files.filter((file) => !names.some((name) => name.startsWith(file)))).toEqual([])
  })
})

/** Some in their short form; `npm run chaos -- --short` plays all of them. */
describe.skipIf(missing !== null)('nothing is lost and nothing counted twice', () => {
  const played = ['store-cut', 'replica-killed']
  it.each(scenarios.filter(({ name }) => played.includes(name)))(
    'when $what',
    async (scenario) => {
      const outcome = await play(scenario, { full: false, seed: 1, progress: () => {} })
      expect(outcome).toMatchObject({
        spansLost: 0,
        runsTwice: 0,
        lessonsWithSeveralOpen: 0,
        undelivered: 0,
        wrong: [],
      })
      expect(isRight(outcome)).toBe(true)
    },
    600_000,
  )
})
