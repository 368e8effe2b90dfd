import { readFileSync } from 'node:fs'
import type { Config } from '../config/config.ts'
import { type Fault, faultLine } from '../config/fault.ts'
import { loadConfig } from '../config/load-config.ts'
import { unbuiltFaults } from '../config/unbuilt-faults.ts'
import { CliFailure, exit } from './exit.ts'

/** The configuration of this process. All faults are told at once, and nothing starts. */
export function readConfig(path: string | undefined): Config {
  const loaded = loadConfig({ path, env: process.env, readFile: (file) => readFileSync(file, 'utf8') })
  if (!loaded.ok) throw faulty(loaded.faults)
  const unbuilt = unbuiltFaults(loaded.config)
  if (unbuilt.length > 0) throw faulty(unbuilt)
  return loaded.config
}

function faulty(faults: readonly Fault[]): CliFailure {
  const lines = faults.map((fault) => `  ${faultLine(fault)}`)
  return new CliFailure(`the configuration is not usable:\n${lines.join('\n')}`, exit.wrongUse)
}
