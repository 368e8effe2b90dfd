import { type Fault, shown } from './fault.ts'
import { nearest } from './nearest.ts'
import { type Field, fieldsOf, type Option } from './option-list.ts'
import { expectation, type ListItem, readFileValue, type Scalar } from './read-value.ts'

export interface ReadList {
  /** The items that are as described. */
  readonly items: readonly ListItem[]
  /** All groups, with a stand-in for each field that is not as described, so that the others can still be judged. */
  readonly groups: readonly ListItem[]
  /** Where each of the groups stood in the list as it was given. */
  readonly places: readonly number[]
  readonly faults: readonly Fault[]
}

const noItems: ReadList = { items: [], groups: [], places: [], faults: [] }

/** Checks a list item by item, so that all of its faults are told at once, each with its place: `keys[2].tenant`. */
export function readList(option: Option, raw: unknown, where: string): ReadList {
  if (raw === null) return noItems
  const itemsMax = Number(Reflect.get(option.schema, 'maxItems'))
  if (!Array.isArray(raw)) return refused(option, `${shown(raw)}${where}`, expectation(option))
  if (raw.length > itemsMax) return refused(option, `${raw.length} items${where}`, `at most ${itemsMax}`)
  const fields = fieldsOf(option)
  const read = raw.map((item: unknown, place) => readItem(item, fields, `${option.path}[${place}]`, where))
  const groups = read.flatMap(({ group }, place) => (group === null ? [] : [{ group, place }]))
  return {
    items: read.flatMap(({ group, faults }) => (group === null || faults.length > 0 ? [] : [group])),
    groups: groups.map(({ group }) => group),
    places: groups.map(({ place }) => place),
    faults: read.flatMap(({ faults }) => faults),
  }
}

function refused({ path }: Option, seen: string, expected: string): ReadList {
  return { ...noItems, faults: [{ path, seen, expected }] }
}

interface ReadItem {
  readonly group: ListItem | null
  readonly faults: readonly Fault[]
}

function readItem(raw: unknown, fields: readonly Field[], path: string, where: string): ReadItem {
  if (!(raw instanceof Map)) {
    const expected = `a group of keys: ${fields.map(({ name }) => name).join(', ')}`
    // Not shown: a list of bare texts may well be a list of secrets.
    return { group: null, faults: [{ path, seen: `${kindOf(raw)}${where}`, expected }] }
  }
  const group: Record<string, Scalar> = {}
  const faults = [...unknownFields(raw, fields, path, where)]
  for (const field of fields) {
    const given: unknown = raw.get(field.name)
    if (given === undefined && !field.required) continue
    const value = readFileValue(field, given)
    if (value === null) faults.push(fieldFault(field, given, path, where))
    group[field.name] = value ?? standIn(field)
  }
  return { group, faults }
}

/** Of the right type, and nothing that would count against another field. */
function standIn({ notes: { form, choices = [] } }: Field): Scalar {
  if (form === 'boolean') return true
  if (form === 'choices') return choices.slice(0, 1)
  return form === 'choice' ? (choices[0] ?? '') : '?'
}

function fieldFault(field: Field, given: unknown, path: string, where: string): Fault {
  const seen = field.notes.secret && given !== undefined ? 'a value that is not shown' : shownField(field, given)
  return { path: `${path}.${field.name}`, seen: seen + where, expected: expectation(field) }
}

function shownField({ notes: { form, choices = [] } }: Field, given: unknown): string {
  if (form !== 'choices' || given === null || given === undefined) return shown(given)
  if (!Array.isArray(given)) return shownWord(given) ?? 'a value that is not shown'
  const wrong = given.findIndex((one: unknown) => typeof one !== 'string' || !choices.includes(one))
  if (wrong < 0) return `a list of ${given.length}`
  return `${shownWord(given[wrong]) ?? 'an item that is not shown'} at [${wrong}]`
}

/** Only a short word can be a slip of the pen: anything else may be a secret that came into the wrong line. */
function shownWord(given: unknown): string | null {
  return typeof given === 'string' && /^[A-Za-z]{1,12}$/.test(given) ? JSON.stringify(given) : null
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
