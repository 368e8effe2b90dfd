/**
 * Loaded into a replica with `--import`, before everything else: it ends itself with SIGKILL where CHAOS_DEATHS says, a
 * list of points between its steps and the store's, and the how manieth passage (`commit:recorded 3,...`). Each death is
 * noted in a file of the folder CHAOS_FOLDER first, and happens once, in whichever replica and life it comes first. The
 * service itself has no such switch.
 */
import { appendFileSync, existsSync, readFileSync } from 'node:fs'
import { registerHooks } from 'node:module'
import { diedIn, sparedIn } from './deaths.ts'

const deaths = (process.env.CHAOS_DEATHS ?? '').split(',').filter((death) => /^[a-z]+:[a-z]+ \d{1,4}$/.test(death))
const folder = process.env.CHAOS_FOLDER ?? ''
const died = diedIn(folder)
const spared = sparedIn(folder)
const place = '/src/cli/serve-command.ts'
const honest = 'startApp({ config, sinks, log })'

if (deaths.length > 0 && folder !== '') {
  Object.assign(globalThis, { chaosHooks: { atPoint: dieWhereItIsTime() } })
  registerHooks({
    load: (url, context, nextLoad) => {
      const loaded = nextLoad(url, context)
      if (!url.endsWith(place)) return loaded
      const source = String(loaded.source)
      if (!source.includes(honest)) throw new Error(`expected ${place} to have ${honest}`)
      const mortal = 'startApp({ config, sinks, log, storeHooks: globalThis.chaosHooks })'
      return { ...loaded, source: source.replace(honest, mortal) }
    },
  })
}

function dieWhereItIsTime(): (point: string) => void {
  const passages = new Map<string, number>()
  return (point) => {
    const passage = (passages.get(point) ?? 0) + 1
    passages.set(point, passage)
    const death = `${point} ${passage}`
    if (!deaths.includes(death) || existsSync(spared) || diedBefore(death)) return
    appendFileSync(died, `${death}\n`)
    process.kill(process.pid, 'SIGKILL')
    // The signal is on its way: not a step further.
    for (;;);
  }
}

/** Two replicas may die the same death at once: then both are noted. */
function diedBefore(death: string): boolean {
  return existsSync(died) && readFileSync(died, 'utf8').split('\n').includes(death)
}
