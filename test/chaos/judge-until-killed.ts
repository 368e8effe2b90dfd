/** Run as a process of its own by sigkill.test.ts: judges some traces, and ends itself with SIGKILL at a named point. */
import { atPoints } from '../../src/store/at-points.ts'
import { openEmbeddedStore } from '../../src/store/embedded/open.ts'
import { openRedisStore } from '../../src/store/redis/open.ts'
import { noon } from '../store/builders.ts'
import { judgeSome } from './judge-some.ts'

const { path, url, namespace, file, point, ordinal } = JSON.parse(process.argv[2] ?? '')
const times = { settleMs: 15_000, idleMs: 900_000 }

let passages = 0
const atPoint = (reached: string) => {
  if (reached !== point || ++passages < ordinal) return
  process.kill(process.pid, 'SIGKILL')
  // The signal is on its way: not a step further.
  for (;;);
}

const store =
  typeof path === 'string'
    ? await openEmbeddedStore({ path, ...times })
    : await openRedisStore({ url, namespace, durability: { kind: 'process' }, ...times, atPoint })
await judgeSome(atPoints(store, atPoint), file, noon)
await store.close()
