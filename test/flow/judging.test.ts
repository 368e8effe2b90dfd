import { expect, it } from 'vitest'
import { startJudging } from '../../src/flow/judging.ts'

it('tells that there may be new events after expiring: a snoozed candidate may have woken', async () => {
  const seen: string[] = []
  const done = Promise.withResolvers<void>()
  const judging = startJudging({
    settle: async () => 0,
    decide: async () => [],
    decided: () => {
      seen.push('decided')
      done.resolve()
    },
    expire: async () => void seen.push('expire'),
    wait: () => new Promise((resolve) => setImmediate(resolve)),
    report: () => {},
  })
  await done.promise
  await judging.stop()
  expect(seen.slice(0, 2)).toEqual(['expire', 'decided'])
})

it('looks for due traces as often as it is asked to', async () => {
  const waits: number[] = []
  const done = Promise.withResolvers<void>()
  const judging = startJudging({
    settle: async () => 0,
    decide: async () => [],
    decided: () => {},
    expire: async () => {},
    wait: (ms) => {
      waits.push(ms)
      if (waits.length === 2) done.resolve()
      return new Promise((resolve) => setImmediate(resolve))
    },
    report: () => {},
    pollMs: 500,
  })
  await done.promise
  await judging.stop()
  expect(waits.slice(0, 2)).toEqual([500, 500])
})

it('asks a store that is away less and less often, up to every two seconds, and anew when it is back', async () => {
  const waits: number[] = []
  const done = Promise.withResolvers<void>()
  const judging = startJudging({
    settle: async () => {
      if (waits.length < 6) throw new Error('away')
      return 0
    },
    decide: async () => [],
    decided: () => {},
    expire: async () => {},
    wait: (ms) => {
      waits.push(ms)
      if (waits.length === 8) done.resolve()
      return new Promise((resolve) => setImmediate(resolve))
    },
    report: () => {},
  })
  await done.promise
  await judging.stop()
  expect(waits.slice(0, 8)).toEqual([400, 800, 1600, 2000, 2000, 2000, 200, 200])
})
