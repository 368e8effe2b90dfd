import type { Config } from '../config/config.ts'
import type { Environment } from '../config/config-source.ts'
import { type Fault, faultLine } from '../config/fault.ts'
import { type LoadedConfig, loadConfig } from '../config/load-config.ts'
import { readRegularFile } from '../config/read-regular-file.ts'
import { signals } from '../detect/signals.ts'
import { CliFailure, exit } from './exit.ts'

/** The configuration of this process. All faults are told at once, and nothing starts. */
export function readConfig(path: string | undefined): Config {
  const checked = checkConfig(path, process.env)
  if (!checked.ok) throw faulty(checked.faults)
  return checked.config
}

/** What `serve` would start with here, or everything that would keep it from starting. */
export function checkConfig(path: string | undefined, env: Environment): LoadedConfig {
  return loadConfig({
    path,
    env,
    readFile: readRegularFile,
    signals: signals.map(({ name }) => name),
  })
}

function faulty(faults: readonly Fault[]): CliFailure {
  const lines = faults.map((fault) => `  ${faultLine(fault)}`)
  return new CliFailure(`the configuration is not usable:\n${lines.join('\n')}`, exit.wrongUse)
}
