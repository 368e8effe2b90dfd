import { readFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import type { OwnService } from '../../src/verify/own-service.ts'

/** Looks at the replicas while a scenario goes on. */
export interface ReplicaWatch {
  /** Growth is measured from `gone` to `back`. */
  mark(moment: 'gone' | 'back'): void
  stop(): Promise<Watched>
}

export interface Watched {
  /** How often a replica that ran did not say for so long that it lives: who restarts it waits as long, and longer. */
  readonly notLive: number
  readonly looks: number
  /** The most that a replica grew while the store was gone, in MiB. */
  readonly grownMebibytes: number
}

const lookMs = 250
const answerMs = 1_000
/** On a machine that has much else to do, single answers come late. */
const silenceMsMax = 8_000

/** Processes that are killed or frozen on purpose answer nobody: those looks are left out by `expected`. */
export function watchReplicas(
  replicas: readonly OwnService[],
  expected: (replica: OwnService) => boolean,
): ReplicaWatch {
  const stopping = new AbortController()
  const first = new Map<number, number>()
  const silentSince = new Map<number, number>()
  const watched = { notLive: 0, looks: 0, grownMebibytes: 0 }
  let measuring = false
  /** Once for each silence. */
  const isTooSilent = (pid: number, live: boolean): boolean => {
    if (live) silentSince.delete(pid)
    const sinceMs = silentSince.get(pid) ?? performance.now()
    if (!live) silentSince.set(pid, sinceMs)
    if (performance.now() - sinceMs < silenceMsMax) return false
    silentSince.set(pid, Number.POSITIVE_INFINITY)
    return true
  }
  const look = async (replica: OwnService) => {
    const pid = replica.pid()
    if (pid === null || !expected(replica)) return
    const [live, rss] = await Promise.all([isLive(replica), rssMebibytes(pid)])
    if (replica.pid() !== pid || !expected(replica)) return
    watched.looks += 1
    if (isTooSilent(pid, live)) watched.notLive += 1
    if (!measuring) return
    const before = first.get(pid) ?? rss
    first.set(pid, before)
    watched.grownMebibytes = Math.max(watched.grownMebibytes, rss - before)
  }
  const watching = (async () => {
    while (!stopping.signal.aborted) {
      await Promise.all(replicas.map(look))
      await sleep(lookMs)
    }
  })()
  return {
    mark: (moment) => {
      measuring = moment === 'gone'
    },
    stop: async () => {
      stopping.abort()
      await watching
      return watched
    },
  }
}

async function isLive({ listening }: OwnService): Promise<boolean> {
  const answer = await fetch(`http://${listening.api}/livez`, { signal: AbortSignal.timeout(answerMs) }).catch(
    () => null,
  )
  await answer?.body?.cancel()
  return answer?.ok === true
}

/** As Linux tells it; 0 elsewhere. */
async function rssMebibytes(pid: number): Promise<number> {
  const text = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '')
  return Number(/VmRSS:\s+(\d{1,12}) kB/.exec(text)?.[1] ?? 0) / 1024
}
