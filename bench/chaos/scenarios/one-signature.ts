import type { Scenario } from '../scenario.ts'

const runs = 200

export const oneSignature: Scenario = {
  name: 'one-signature',
  what: '200 runs of one weakness come at once and are committed by three replicas: one candidate',
  ...{ store: 'single', replicas: 3 },
  play: ({ underLoad }) => underLoad({ seconds: 1, runsPerSecond: runs, story: 'retry_storm' }, async () => {}),
}
