import { readFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import type { OwnService } from '../../src/verify/own-service.ts'
import { type Control, startControl } from './control.ts'
import { createSilences } from './silences.ts'

/** Looks at the replicas while a scenario goes on. */
export interface ReplicaWatch {
  /** Growth is measured from `gone` to `back`. */
  mark(moment: 'gone' | 'back'): void
  /** Asked again, answers with the same. */
  stop(): Promise<Watched>
}

export interface Watched {
  /** How often a replica that ran did not say for so long that it lives: who restarts it waits as long, and longer. */
  readonly notLive: number
  readonly looks: number
  /** Looks at which a server with nothing to do was late as well: they tell nothing of a replica. */
  readonly blind: number
  /** The most that a replica grew while the store was gone, in MiB. */
  readonly grownMebibytes: number
}

const lookMs = 250
const answerMs = 1_000
/** Of its own: what it waited for a processor is not counted. */
const silenceMsMax = 8_000

/** Processes that are killed or frozen on purpose answer nobody: those looks are left out by `expected`. */
export async function watchReplicas(
  replicas: readonly OwnService[],
  expected: (replica: OwnService) => boolean,
): Promise<ReplicaWatch> {
  const control = await startControl()
  const stopping = new AbortController()
  const first = new Map<number, number>()
  const silences = createSilences(silenceMsMax)
  const watched = { notLive: 0, looks: 0, blind: 0, grownMebibytes: 0 }
  let measuring = false
  const look = async (replica: OwnService, canSee: Promise<boolean>) => {
    const pid = replica.pid()
    if (pid === null || !expected(replica)) return
    const [live, rss, waitedMs, sees] = await Promise.all([
      ...([isLive(`http://${replica.listening.api}/livez`), rssMebibytes(pid)] as const),
      ...([waitedForProcessorMs(pid), canSee] as const),
    ])
    if (replica.pid() !== pid || !expected(replica)) return
    watched.looks += 1
    if (!sees) {
      watched.blind += 1
      silences.forget(pid)
    } else if (silences.isTooLong({ pid, live, atMs: performance.now(), waitedMs })) watched.notLive += 1
    if (!measuring) return
    const before = first.get(pid) ?? rss
    first.set(pid, before)
    watched.grownMebibytes = Math.max(watched.grownMebibytes, rss - before)
  }
  const watching = lookUntil(stopping.signal, replicas, control, look).finally(control.stop)
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

async function lookUntil(
  stopped: AbortSignal,
  replicas: readonly OwnService[],
  control: Control,
  look: (replica: OwnService, canSee: Promise<boolean>) => Promise<void>,
): Promise<void> {
  while (!stopped.aborted) {
    const canSee = isLive(control.url)
    await Promise.all(replicas.map((replica) => look(replica, canSee)))
    await sleep(lookMs)
  }
}

async function isLive(url: string): Promise<boolean> {
  const answer = await fetch(url, { signal: AbortSignal.timeout(answerMs) }).catch(() => null)
  await answer?.body?.cancel()
  return answer?.ok === true
}

/** How long the main thread has been ready to run and had no processor. As Linux tells it; 0 elsewhere. */
async function waitedForProcessorMs(pid: number): Promise<number> {
  const text = await readFile(`/proc/${pid}/schedstat`, 'utf8').catch(() => '')
  return Number(/^\d{1,20} (\d{1,20}) /.exec(text)?.[1] ?? 0) / 1e6
}

/** As Linux tells it; 0 elsewhere. */
async function rssMebibytes(pid: number): Promise<number> {
  const text = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '')
  return Number(/VmRSS:\s+(\d{1,12}) kB/.exec(text)?.[1] ?? 0) / 1024
}
