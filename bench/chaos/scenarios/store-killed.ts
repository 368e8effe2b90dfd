import type { Scenario } from '../scenario.ts'

export const storeKilled: Scenario = {
  name: 'store-killed',
  what: 'Redis is killed with SIGKILL and started again at once, again and again',
  ...{ store: 'single', replicas: 2 },
  play: ({ full, store: { primary }, underLoad }) =>
    underLoad({ seconds: full ? 60 : 8 }, async ({ pause, note }) => {
      const times = full ? 20 : 3
      for (let time = 0; time < times; time += 1) {
        await pause(2_000)
        await primary.kill('SIGKILL')
        await primary.start()
      }
      note(`${times} kills of Redis`)
    }),
}
