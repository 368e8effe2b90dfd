import Value from 'typebox/value'
import { webhookFaults } from '../deliver/webhook-spec.ts'
import { keyFaults } from '../keys/key-spec.ts'
import type { MapRule } from '../sign/contract.ts'
import type { Fault } from './fault.ts'
import type { Option } from './option-list.ts'
import { configSchema } from './options.ts'
import type { ReadList } from './read-list.ts'

/** What the parts that use a list ask of it beyond its form. They never quote what stood there. */
export function ruleFaults({ path }: Option, { items, places }: ReadList, where: string): readonly Fault[] {
  return broken(path, items).map(({ path: at, expected }) => {
    return { path: inGivenList(at, places), seen: `a value that is not accepted${where}`, expected }
  })
}

interface Broken {
  readonly path: string
  readonly expected: string
}

function broken(path: string, items: ReadList['items']): readonly Broken[] {
  const { keys, sinks, lessons } = configSchema.properties
  if (path === 'keys' && Value.Check(keys, items)) return keyFaults(items)
  if (path === 'sinks.webhooks' && Value.Check(sinks.properties.webhooks, items)) return webhookFaults(items, path)
  if (path === 'lessons.map' && Value.Check(lessons.properties.map, items)) return mapFaults(items, path)
  return []
}

/** A rule without any condition would make one lesson of everything, and a name without a visible character none. */
function mapFaults(rules: readonly MapRule[], path: string): readonly Broken[] {
  return rules.flatMap(({ agent, signal, locus, template, lesson }, place) => {
    const conditions = [agent, signal, locus, template].filter((glob) => glob !== undefined)
    const at = `${path}[${place}]`
    if (conditions.length === 0) return [{ path: at, expected: 'at least one of signal, agent, locus, template' }]
    return /[\p{L}\p{N}]/u.test(lesson) ? [] : [{ path: `${at}.lesson`, expected: 'a name with a letter or a digit' }]
  })
}

/** The rules were asked about the sound items only: what they call `[0]` may be the third that was given. */
function inGivenList(path: string, places: readonly number[]): string {
  return path.replace(/\[(\d{1,6})\]/, (_, index: string) => `[${places[Number(index)] ?? index}]`)
}
