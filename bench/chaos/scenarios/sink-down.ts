import type { Scenario } from '../scenario.ts'

/** Shorter than until the first retry of a webhook, 5 s: the next one comes five minutes later. */
const downMs = 4_000

export const sinkDown: Scenario = {
  name: 'sink-down',
  what: 'a webhook answers 503 again and again; the other sinks are told all the same, and it is told in the end',
  ...{ store: 'single', replicas: 2 },
  play: ({ full, installation: { receiver, subject }, underLoad }) =>
    underLoad({ seconds: full ? 40 : 10 }, async ({ pause, wrong, note }) => {
      const times = full ? 5 : 1
      for (let time = 0; time < times; time += 1) {
        receiver.setDown(true)
        await pause(downMs)
        receiver.setDown(false)
        await pause(downMs)
      }
      for (const { sink, events } of subject.sinks?.() ?? []) {
        note(`${sink} had ${events.length} events then`)
        if (sink !== 'the webhook' && events.length === 0) wrong(`${sink} was told nothing while the webhook was down`)
      }
    }),
}
