import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { OwnService } from '../../src/verify/own-service.ts'

/**
 * Deaths in their stages: `commit:recorded 3` is the third time that a process comes by there in its stage. A stage
 * begins when every death of those before it has come.
 */
export type DeathPlan = readonly (readonly string[])[]

/** Settings of replicas that end themselves at points of the protocol (death-hook.ts), in one stage. */
export function deathsAt(deaths: readonly string[]): Readonly<Record<string, string>> {
  return deathsByPlan([deaths])
}

export function deathsByPlan(plan: DeathPlan): Readonly<Record<string, string>> {
  return {
    NODE_OPTIONS: `--import ${new URL('./death-hook.ts', import.meta.url)}`,
    CHAOS_DEATHS: plan.map((stage) => stage.join(',')).join('/'),
  }
}

export function deathPlanOf(setting: string): DeathPlan {
  return setting
    .split('/')
    .map((stage) => stage.split(',').filter((death) => /^[a-z]+:[a-z]+ \d{1,4}$/.test(death)))
    .filter((stage) => stage.length > 0)
}

/** The deaths of the present stage that have not come yet. */
export function armedDeaths(plan: DeathPlan, came: readonly string[]): readonly string[] {
  const left = plan.map((stage) => stage.filter((death) => !came.includes(death)))
  return left.find((stage) => stage.length > 0) ?? []
}

/** In the folder of an installation. */
export function diedIn(folder: string): string {
  return join(folder, 'died')
}

/** Where it stands, nobody dies any more. */
export function sparedIn(folder: string): string {
  return join(folder, 'spared')
}

export function spareAll(folder: string): void {
  writeFileSync(sparedIn(folder), '')
}

/** The deaths that came. */
export function deathsIn(folder: string): readonly string[] {
  const file = diedIn(folder)
  return existsSync(file) ? readFileSync(file, 'utf8').split('\n').filter(Boolean) : []
}

/** Whether its process has ended by itself. */
export function isDead(replica: OwnService): boolean {
  const pid = replica.pid()
  if (pid === null) return false
  try {
    process.kill(pid, 0)
    return false
  } catch {
    return true
  }
}
