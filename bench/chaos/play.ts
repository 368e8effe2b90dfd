import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { verify } from '../../src/verify/verify.ts'
import { listen } from './answers.ts'
import { type ChaosStore, startChaosStore } from './chaos-store.ts'
import { isDead } from './deaths.ts'
import { type Installation, startInstallation } from './installation.ts'
import { type Outcome, outcomeOf } from './outcome.ts'
import type { During, Load, Scenario, Stage } from './scenario.ts'
import { watchReplicas } from './watch-replicas.ts'

export interface PlayOptions {
  readonly full: boolean
  readonly seed: number
  readonly progress: (line: string) => void
}

/** Plays one scenario on a fresh installation and takes everything down again. */
export async function play(scenario: Scenario, options: PlayOptions): Promise<Outcome> {
  const store = await startChaosStore(scenario.store, scenario.replicas)
  try {
    if (scenario.storeAtStart === 'away') await store.primary.kill('SIGTERM')
    const installation = await startInstallation(scenario.replicas, store, scenario.settings?.(options.full))
    try {
      return await scenario.play(stageOf(store, installation, { ...options, mortal: scenario.mortal === true }))
    } finally {
      store.fault({ kind: 'pass' })
      await installation.stop()
    }
  } finally {
    await store.stop()
  }
}

const runsPerSecondDefault = 12
/** Longer than a lease, and than any store is away. */
const patienceMsDefault = 120_000
const growthMebibytesMax = 32

interface StageOptions extends PlayOptions {
  readonly mortal: boolean
}

function stageOf(store: ChaosStore, installation: Installation, options: StageOptions): Stage {
  const { full, seed, progress, mortal } = options
  return {
    ...{ full, store, installation },
    underLoad: async (load, disturb) => {
      const answers = listen()
      const wrong: string[] = []
      const facts: string[] = []
      const watch = await watchReplicas(installation.replicas, (replica) => {
        return !replica.isFrozen() && !(mortal && isDead(replica))
      })
      const report = await verify(installation.subject, {
        ...trafficOf(load),
        ...{
          seed,
          kills: 0,
          ledger: join(installation.folder, 'ledger.ndjson'),
          patienceMs: load.patienceMs ?? patienceMsDefault,
          nowMs: Date.now(),
          progress,
        },
        heard: answers.hear,
        disturb: (sending) => {
          const during: During = {
            ...sending,
            pause: (ms) => sleep(ms, undefined, { signal: sending.stop }).catch(() => {}),
            mark: (moment) => {
              answers.mark(moment)
              watch.mark(moment)
            },
            note: (fact) => facts.push(fact),
            wrong: (what) => wrong.push(what),
          }
          return disturb(during)
        },
      }).finally(watch.stop)
      const { notLive, looks, blind, grownMebibytes } = await watch.stop()
      const outcome = outcomeOf(report, load.mayLose === true)
      if (grownMebibytes > 0) facts.push(`a replica grew by ${Math.round(grownMebibytes)} MiB at most`)
      if (grownMebibytes > growthMebibytesMax) wrong.push(`expected growth of ${growthMebibytesMax} MiB at most`)
      if (notLive > 0) wrong.push(`a replica did not say that it lives, ${notLive} times in ${looks} looks`)
      facts.push(`${looks} looks at replicas${blind > 0 ? `, ${blind} of them late themselves` : ''}`)
      return {
        ...outcome,
        wrong: [...outcome.wrong, ...wrong, ...answers.wrong()],
        facts: [...outcome.facts, ...answers.facts(), ...facts],
      }
    },
  }
}

function trafficOf({ seconds, runsPerSecond = runsPerSecondDefault, story }: Load) {
  const runs = Math.round(seconds * runsPerSecond)
  return { runs, spreadMs: seconds * 1000, ...(story === undefined ? {} : { story }) }
}
