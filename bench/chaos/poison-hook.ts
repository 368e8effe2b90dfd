/**
 * Loaded into a replica with `--import`, before everything else: judging throws for every trace whose id begins as
 * CHAOS_POISON says. The service itself has no such switch.
 */
import { registerHooks } from 'node:module'

const begins = process.env.CHAOS_POISON ?? ''
const place = '/src/assemble/assemble.ts'
const honest = 'export function assemble('

if (/^[0-9a-f]{4,32}$/.test(begins)) {
  registerHooks({
    load: (url, context, nextLoad) => {
      const loaded = nextLoad(url, context)
      if (!url.endsWith(place)) return loaded
      const source = String(loaded.source)
      if (!source.includes(honest)) throw new Error(`expected ${place} to have ${honest}`)
      return { ...loaded, source: source.replace(honest, `${poisoned}\nfunction unpoisoned(`) }
    },
  })
}

const poisoned = `export function assemble(input, price) {
  if (input.traces.some(({ traceId }) => traceId.startsWith('${begins}'))) throw new Error('poison')
  return unpoisoned(input, price)
}`
