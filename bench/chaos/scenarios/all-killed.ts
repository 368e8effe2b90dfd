import type { Scenario } from '../scenario.ts'

export const allKilled: Scenario = {
  name: 'all-killed',
  what: 'all three replicas are killed with SIGKILL at once and started again',
  ...{ store: 'single', replicas: 3 },
  play: ({ full, installation: { replicas }, underLoad }) =>
    underLoad({ seconds: full ? 60 : 8 }, async ({ pause, note }) => {
      const times = full ? 10 : 2
      for (let time = 0; time < times; time += 1) {
        await pause(3_000)
        await Promise.all(replicas.map((replica) => replica.crash()))
      }
      note(`${times} times`)
    }),
}
