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
