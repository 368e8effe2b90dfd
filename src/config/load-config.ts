import Value from 'typebox/value'
import type { Config } from './config.ts'
import type { ConfigSource } from './config-source.ts'
import type { Fault } from './fault.ts'
import { optionList } from './option-list.ts'
import { configSchema } from './options.ts'
import { readConfigFile } from './read-config-file.ts'
import { type ReadOption, readOption } from './read-option.ts'
import type { OptionValue } from './read-value.ts'
import { unknownKeys } from './unknown-keys.ts'

export type LoadedConfig =
  | { readonly ok: true; readonly config: Config }
  | { readonly ok: false; readonly faults: readonly Fault[] }

/** Environment before file before default. Reports every fault at once. */
export function loadConfig(source: ConfigSource): LoadedConfig {
  const file = readConfigFile(source)
  const read = optionList.map((option) => readOption(option, source.env, file.content))
  const faults = [
    ...file.faults,
    ...unknownKeys(file.content, []),
    ...read.flatMap((answer) => (answer.fault === null ? [] : [answer.fault])),
  ]
  if (faults.length > 0) return { ok: false, faults }
  const config = nest(read)
  if (!isConfig(config)) throw new Error('options and configuration schema disagree')
  return { ok: true, config }
}

type Nested = { [key: string]: Nested | OptionValue }

function nest(read: readonly ReadOption[]): Nested {
  const root: Nested = {}
  for (const { option, value } of read) place(root, option.keys, value)
  return root
}

function place(into: Nested, keys: readonly string[], value: OptionValue): void {
  const [first = '', ...rest] = keys
  if (rest.length === 0) {
    into[first] = value
    return
  }
  const below = into[first]
  const group: Nested = typeof below === 'object' && !('port' in below) ? (below as Nested) : {}
  into[first] = group
  place(group, rest, value)
}

function isConfig(value: unknown): value is Config {
  return Value.Check(configSchema, value)
}
