import { type Content, type Environment, ifSet } from './config-source.ts'
import { type Fault, shown } from './fault.ts'
import { environmentName, type Option } from './option-list.ts'
import { expectation, type OptionValue, readEnvironmentValue, readFileValue } from './read-value.ts'

export interface ReadOption {
  readonly option: Option
  readonly value: OptionValue
  readonly fault: Fault | null
}

/** Environment before file before default; of the environment `PROMONTORY_STORE_PATH` before `STORE_PATH`. */
export function readOption(option: Option, env: Environment, content: Content): ReadOption {
  const name = [`PROMONTORY_${environmentName(option)}`, environmentName(option)].find((key) => ifSet(env[key]))
  const fromEnvironment = name === undefined ? undefined : env[name]
  if (fromEnvironment !== undefined)
    return judged(option, readEnvironmentValue(option, fromEnvironment), fromEnvironment, ` in ${name}`)
  const fromFile = valueAt(content, option.keys)
  if (fromFile !== undefined) return judged(option, readFileValue(option, fromFile), fromFile, '')
  return { option, value: fallbackOf(option), fault: null }
}

function judged(option: Option, value: OptionValue | null, raw: unknown, where: string): ReadOption {
  if (value !== null) return { option, value, fault: null }
  const seen = (option.notes.secret ? 'a value that is not shown' : shown(raw)) + where
  return { option, value: '', fault: { path: option.path, seen, expected: expectation(option) } }
}

function fallbackOf(option: Option): OptionValue {
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
