/**
 * Loaded into a replica with `--import`, before everything else: it ends itself with SIGKILL where CHAOS_DEATHS says, a
 * plan of points between its steps and the store's, and the how manieth passage (deaths.ts). Each death is noted in a
 * file of the folder CHAOS_FOLDER first, and happens once, in whichever replica and life it comes first. The service
 * itself has no such switch.
 */
import { appendFileSync, existsSync } from 'node:fs'
import { registerHooks } from 'node:module'
import { changedSource } from './changed-source.ts'
import { armedDeaths, deathPlanOf, deathsIn, diedIn, sparedIn } from './deaths.ts'

const plan = deathPlanOf(process.env.CHAOS_DEATHS ?? '')
const folder = process.env.CHAOS_FOLDER ?? ''
const died = diedIn(folder)
const spared = sparedIn(folder)

if (plan.length > 0 && folder !== '') {
  Object.assign(globalThis, { chaosHooks: { atPoint: dieWhereItIsTime() } })
  registerHooks({
    load: (url, context, nextLoad) => {
      const loaded = nextLoad(url, context)
      const source = changedSource(url, () => String(loaded.source))
      return source === null ? loaded : { ...loaded, source }
    },
  })
}

function dieWhereItIsTime(): (point: string) => void {
  const passages = new Map<string, number>()
  return (point) => {
    const armed = armedDeaths(plan, deathsIn(folder))
    if (!armed.some((death) => death.startsWith(`${point} `)) || existsSync(spared)) return
    const passage = (passages.get(point) ?? 0) + 1
    passages.set(point, passage)
    const death = `${point} ${passage}`
    if (!armed.includes(death)) return
    // Two replicas may die the same death at once: then both are noted.
    appendFileSync(died, `${death}\n`)
    process.kill(process.pid, 'SIGKILL')
    // The signal is on its way: not a step further.
    for (;;);
  }
}
