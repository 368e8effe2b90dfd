import type { Scenario } from '../scenario.ts'

export const embeddedKilled: Scenario = {
  name: 'embedded-killed',
  what: 'a service with an embedded store is killed with SIGKILL every two seconds and started again',
  ...{ store: 'embedded', replicas: 1 },
  play: ({ full, installation: { replicas }, underLoad }) =>
    underLoad({ seconds: full ? 60 : 8 }, async ({ pause, note }) => {
      const times = full ? 25 : 3
      for (let time = 0; time < times; time += 1) {
        await pause(2_000)
        await replicas[0]?.crash()
      }
      note(`${times} kills`)
    }),
}
