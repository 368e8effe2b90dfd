import type { AttributeMap } from '../span/attribute-value.ts'
import type { Data } from './data.ts'

const indexMax = 4096
const segmentsMax = 16

type Branch = Map<string, Data | Branch>

/**
 * Puts a list back together that was flattened into indexed keys (`llm.input_messages.0.message.role`). Null when no
 * key has the prefix. Indices keep their order; gaps close up.
 */
export function unflatten(attributes: AttributeMap, prefix: string): readonly Data[] | null {
  const rows = new Map<number, Branch>()
  for (const [key, value] of attributes) {
    if (!key.startsWith(prefix)) continue
    const segments = key.slice(prefix.length).split('.')
    const index = indexOf(segments[0])
    if (index === null || segments.length > segmentsMax) continue
    const row = rows.get(index) ?? new Map()
    rows.set(index, row)
    plant(row, segments.slice(1), value)
  }
  if (rows.size === 0) return null
  return [...rows].sort(([a], [b]) => a - b).map(([, row]) => listed(row))
}

/** `prefix.0 = "text"` without a path below is the row's only value. */
const bare = ''

function plant(row: Branch, segments: readonly string[], value: Data): void {
  let at = row
  for (const segment of segments.slice(0, -1)) {
    const next = at.get(segment)
    const branch: Branch = next instanceof Map ? next : new Map()
    at.set(segment, branch)
    at = branch
  }
  at.set(segments.at(-1) ?? bare, value)
}

function listed(branch: Branch): Data {
  const only = branch.get(bare)
  if (only !== undefined && branch.size === 1) return only instanceof Map ? listed(only) : only
  const keys = [...branch.keys()]
  const values = keys.map((key): [string, Data] => {
    const value = branch.get(key) ?? null
    return [key, value instanceof Map ? listed(value) : value]
  })
  if (!keys.every((key) => indexOf(key) !== null)) return new Map(values)
  return values.sort(([a], [b]) => Number(a) - Number(b)).map(([, value]) => value)
}

function indexOf(segment: string | undefined): number | null {
  if (segment === undefined || !/^\d{1,4}$/.test(segment)) return null
  const index = Number(segment)
  return index <= indexMax ? index : null
}
