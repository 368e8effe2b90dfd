import { type Fault, shown } from './fault.ts'
import { nearest } from './nearest.ts'
import { type Field, fieldsOf, type Option } from './option-list.ts'
import { expectation, type ListItem, readFileValue, type Scalar } from './read-value.ts'

export interface ReadList {
  /** The items that are as described. */
  readonly items: readonly ListItem[]
  /** Where each of them stood in the list as it was given. */
  readonly places: readonly number[]
  readonly faults: readonly Fault[]
}

const noItems: ReadList = { items: [], places: [], faults: [] }

/** Checks a list item by item, so that all of its faults are told at once, each with its place: `keys[2].tenant`. */
export function readList(option: Option, raw: unknown, where: string): ReadList {
  if (raw === null) return noItems
  const itemsMax = Number(Reflect.get(option.schema, 'maxItems'))
  if (!Array.isArray(raw)) return refused(option, `${shown(raw)}${where}`, expectation(option))
  if (raw.length > itemsMax) return refused(option, `${raw.length} items${where}`, `at most ${itemsMax}`)
  const fields = fieldsOf(option)
  const read = raw.map((item: unknown, place) => readItem(item, fields, `${option.path}[${place}]`, where))
  const sound = read.flatMap(({ item }, place) => (item === null ? [] : [{ item, place }]))
  return {
    items: sound.map(({ item }) => item),
    places: sound.map(({ place }) => place),
    faults: read.flatMap(({ faults }) => faults),
  }
}

function refused({ path }: Option, seen: string, expected: string): ReadList {
  return { ...noItems, faults: [{ path, seen, expected }] }
}

interface ReadItem {
  readonly item: ListItem | null
  readonly faults: readonly Fault[]
}

function readItem(raw: unknown, fields: readonly Field[], path: string, where: string): ReadItem {
  if (!(raw instanceof Map)) {
    const expected = `a group of keys: ${fields.map(({ name }) => name).join(', ')}`
    // Not shown: a list of bare texts may well be a list of secrets.
    return { item: null, faults: [{ path, seen: `${kindOf(raw)}${where}`, expected }] }
  }
  const item: Record<string, Scalar> = {}
  const faults = [...unknownFields(raw, fields, path, where)]
  for (const field of fields) {
    const given: unknown = raw.get(field.name)
    if (given === undefined && !field.required) continue
    const value = readFileValue(field, given)
    if (value === null) faults.push(fieldFault(field, given, path, where))
    else item[field.name] = value
  }
  return { item: faults.length === 0 ? item : null, faults }
}

function fieldFault(field: Field, given: unknown, path: string, where: string): Fault {
  const seen = field.notes.secret && given !== undefined ? 'a value that is not shown' : shown(given)
  return { path: `${path}.${field.name}`, seen: seen + where, expected: expectation(field) }
}

/** Their values are never shown: one may be a secret under a name that was misspelt. */
function unknownFields(
  raw: ReadonlyMap<unknown, unknown>,
  fields: readonly Field[],
  path: string,
  where: string,
): readonly Fault[] {
  const names = fields.map(({ name }) => name)
  const unknown = [...raw.keys()].map(String).filter((key) => !names.includes(key))
  return unknown.map((key) => {
    const near = nearest(key, names)
    const expected = near === null ? `one of ${names.join(', ')}` : `a known key, perhaps ${near}`
    return { path: `${path}.${key.slice(0, 64)}`, seen: `an unknown key${where}`, expected }
  })
}

function kindOf(raw: unknown): string {
  if (raw === null || raw === undefined) return 'nothing'
  return Array.isArray(raw) ? 'a list' : `a ${typeof raw}`
}
