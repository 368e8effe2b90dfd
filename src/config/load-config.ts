import Value from 'typebox/value'
import type { Config } from './config.ts'
import type { ConfigSource } from './config-source.ts'
import type { Fault } from './fault.ts'
import { unknownVariables } from './known-variables.ts'
import { loopbackFaults } from './loopback-faults.ts'
import { optionList } from './option-list.ts'
import { configSchema } from './options.ts'
import { readConfigFile } from './read-config-file.ts'
import { type ReadOption, readOption } from './read-option.ts'
import type { OptionValue } from './read-value.ts'
import { redisFaults } from './redis-faults.ts'
import { signalFaults } from './rules-of.ts'
import { readSecretFiles } from './secret-files.ts'
import { sinkEndpointFaults } from './sinks-of.ts'
import { unknownKeys } from './unknown-keys.ts'

export type LoadedConfig =
  | { readonly ok: true; readonly config: Config }
  | { readonly ok: false; readonly faults: readonly Fault[] }

/** Environment before file before default. Reports every fault at once. */
export function loadConfig(source: ConfigSource): LoadedConfig {
  const file = readConfigFile(source)
  const secrets = readSecretFiles(source)
  const read = optionList.map((option) => readOption(option, secrets.env, file.content))
  const config = nest(read)
  if (!isConfig(config)) throw new Error('options and configuration schema disagree')
  const faults = [
    ...file.faults,
    ...unknownKeys(file.content, []),
    ...secrets.faults,
    ...unknownVariables(secrets.env),
    ...read.flatMap((answer) => answer.faults),
    ...sinkEndpointFaults(config),
    ...loopbackFaults(read),
    ...redisFaults(config),
    ...(source.signals === undefined ? [] : signalFaults(config, source.signals)),
  ]
  return faults.length > 0 ? { ok: false, faults } : { ok: true, config }
}

type Nested = Map<string, Nested | OptionValue>

function nest(read: readonly ReadOption[]): unknown {
  const root: Nested = new Map()
  for (const { option, value } of read) place(root, option.keys, value)
  return plain(root)
}

function place(into: Nested, keys: readonly string[], value: OptionValue): void {
  const [first = '', ...rest] = keys
  if (rest.length === 0) {
    into.set(first, value)
    return
  }
  const below = into.get(first)
  const group: Nested = below instanceof Map ? below : new Map()
  into.set(first, group)
  place(group, rest, value)
}

/** As deep as the options are nested. */
function plain(group: Nested): Readonly<Record<string, unknown>> {
  return Object.fromEntries([...group].map(([key, value]) => [key, value instanceof Map ? plain(value) : value]))
}

function isConfig(value: unknown): value is Config {
  return Value.Check(configSchema, value)
}
