import type { Scenario } from '../scenario.ts'

const everyMs = 2_000

export const replicaKilled: Scenario = {
  name: 'replica-killed',
  what: 'one of three replicas is killed with SIGKILL every two seconds and started again at once',
  ...{ store: 'single', replicas: 3 },
  play: ({ full, installation: { replicas }, underLoad }) => {
    const seconds = full ? 300 : 10
    return underLoad({ seconds }, async ({ pause, stop, note }) => {
      let kills = 0
      for (const until = Date.now() + seconds * 1000; Date.now() < until && !stop.aborted; kills += 1) {
        await Promise.all([replicas[kills % replicas.length]?.crash(), pause(everyMs)])
      }
      note(`${kills} kills`)
    })
  },
}
