import Value from 'typebox/value'
import { webhookFaults } from '../deliver/webhook-spec.ts'
import { keyFaults } from '../keys/key-spec.ts'
import type { MapRule } from '../sign/contract.ts'
import type { Fault } from './fault.ts'
import type { Option } from './option-list.ts'
import { configSchema } from './options.ts'
import type { ReadList } from './read-list.ts'

/** What the parts that use a list ask of it beyond its form. They never quote what stood there. */
export function ruleFaults({ path }: Option, { groups, places, faults }: ReadList, where: string): readonly Fault[] {
  const told = new Set(faults.map((fault) => fault.path))
  return broken(path, groups)
    .map((fault) => ({ ...fault, path: inGivenList(fault.path, places) }))
    .filter((fault) => !told.has(fault.path))
    .map((fault) => ({ ...fault, seen: `a value that is not accepted${where}` }))
}

interface Broken {
  readonly path: string
  readonly expected: string
}

function broken(path: string, groups: ReadList['groups']): readonly Broken[] {
  const { keys, sinks, lessons } = configSchema.properties
  if (path === 'keys' && Value.Check(keys, groups)) return keyFaults(groups)
  if (path === 'sinks.webhooks' && Value.Check(sinks.properties.webhooks, groups)) return webhookFaults(groups, path)
  if (path === 'lessons.map' && Value.Check(lessons.properties.map, groups)) return mapFaults(groups, path)
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

/** The rules were asked about groups only: what they call `[0]` may be the third that was given. */
function inGivenList(path: string, places: readonly number[]): string {
  return path.replace(/\[(\d{1,6})\]/, (_, index: string) => `[${places[Number(index)] ?? index}]`)
}
