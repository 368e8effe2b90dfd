import { eventually } from '../../../test/redis/eventually.ts'
import type { Scenario } from '../scenario.ts'

/** Redis waits so long over everything it loads, until it is told to hurry: loading can be seen. */
const slowly = { 'key-load-delay': '1000', 'loading-process-events-interval-bytes': '1024' }
const keys = 20_000
const loadedMs = 20_000

export const storeLoading: Scenario = {
  name: 'store-loading',
  what: 'Redis was started again and loads what it wrote for some seconds',
  ...{ store: 'single', replicas: 2 },
  play: ({ full, store: { primary }, underLoad }) =>
    underLoad({ seconds: full ? 60 : 14 }, async ({ mark, pause, note }) => {
      await primary.command('DEBUG', 'POPULATE', keys, '{chaos}:filler', 16)
      await primary.command('BGREWRITEAOF')
      await pause(4_000)
      mark('gone')
      await primary.kill('SIGKILL')
      await primary.start({ settings: slowly, untilLoaded: false })
      await pause(full ? 10_000 : 3_000)
      note(`loading: ${(await primary.info('persistence')).get('loading')}`)
      await primary.command('CONFIG', 'SET', 'key-load-delay', 0)
      await eventually('Redis has loaded', loadedMs, async () => (await primary.command('PING')) === 'PONG')
      mark('back')
    }),
}
