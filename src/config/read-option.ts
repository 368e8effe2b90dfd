import { type Content, type Environment, ifSet } from './config-source.ts'
import { type Fault, shown } from './fault.ts'
import { ruleFaults } from './list-rules.ts'
import { environmentNames, type Option } from './option-list.ts'
import { readList } from './read-list.ts'
import { expectation, type OptionValue, readEnvironmentValue, readFileValue, type Scalar } from './read-value.ts'
import { readYaml } from './read-yaml.ts'

export interface ReadOption {
  readonly option: Option
  /** The default where there is a fault, so that what depends on it can be checked all the same. */
  readonly value: OptionValue
  /** ` in API_ENDPOINT` where it comes from the environment. */
  readonly where: string
  readonly faults: readonly Fault[]
}

/** Environment before file before default; of the environment `PROMONTORY_STORE_PATH` before `STORE_PATH`. */
export function readOption(option: Option, env: Environment, content: Content): ReadOption {
  const name = environmentNames(option).find((key) => ifSet(env[key]))
  const fromEnvironment = name === undefined ? undefined : env[name]
  const isList = option.notes.form === 'list'
  if (fromEnvironment !== undefined && name !== undefined)
    return isList ? listFromEnvironment(option, fromEnvironment, name) : fromText(option, fromEnvironment, name)
  const fromFile = valueAt(content, option.keys)
  if (fromFile === undefined) return { option, value: fallbackOf(option), where: '', faults: [] }
  return isList ? listOf(option, fromFile, '') : judged(option, readFileValue(option, fromFile), fromFile, '')
}

function fromText(option: Option, text: string, name: string): ReadOption {
  return judged(option, readEnvironmentValue(option, text), text, ` in ${name}`)
}

function judged(option: Option, value: Scalar | null, raw: unknown, where: string): ReadOption {
  if (value !== null) return { option, value, where, faults: [] }
  const seen = (option.notes.secret ? 'a value that is not shown' : shown(raw)) + where
  const fault = { path: option.path, seen, expected: expectation(option) }
  return { option, value: fallbackOf(option), where, faults: [fault] }
}

/** JSON is YAML too, and read as such: no key becomes a property, and no fault quotes the text. */
function listFromEnvironment(option: Option, text: string, name: string): ReadOption {
  const { content, faults } = readYaml(text, name)
  const where = ` in ${name}`
  if (faults.length === 0) return listOf(option, content, where)
  return {
    option,
    value: [],
    where,
    faults: [{ path: option.path, seen: `no JSON${where}`, expected: 'a list as JSON' }],
  }
}

function listOf(option: Option, raw: unknown, where: string): ReadOption {
  // What is no list at all is not shown: it may be a bare secret.
  const given = raw === null || Array.isArray(raw) ? raw : new Map()
  const read = readList(option, given, where)
  return { option, value: read.items, where, faults: [...read.faults, ...ruleFaults(option, read, where)] }
}

function fallbackOf(option: Option): OptionValue {
  if (option.notes.form === 'list') return []
  const value = readFileValue(option, option.notes.fallback)
  if (value === null) throw new Error(`default of ${option.path} is not valid`)
  return value
}

function valueAt(content: Content, keys: readonly string[]): unknown {
  const [first, ...rest] = keys
  const value = content.get(first)
  if (rest.length === 0) return value
  return value instanceof Map ? valueAt(value, rest) : undefined
}
