import type { Scenario } from '../scenario.ts'

/** Left to itself V8 gives young objects some 100 MiB as soon as much is refused; growth that goes on would hide in it. */
const settings = () => ({ NODE_OPTIONS: '--max-semi-space-size=4' })

export const storeGone: Scenario = {
  name: 'store-gone',
  what: 'Redis is killed with SIGKILL and comes back after a minute',
  ...{ store: 'single', replicas: 2, settings },
  play: ({ full, store: { primary }, underLoad }) =>
    underLoad({ seconds: full ? 90 : 16 }, async ({ mark, pause }) => {
      await pause(full ? 10_000 : 4_000)
      mark('gone')
      await primary.kill('SIGKILL')
      await pause(full ? 60_000 : 5_000)
      await primary.start()
      mark('back')
    }),
}
