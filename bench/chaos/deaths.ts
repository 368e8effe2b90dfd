import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { OwnService } from '../../src/verify/own-service.ts'

/** Settings of replicas that end themselves at points of the protocol (death-hook.ts): `commit:recorded 3` is the third time. */
export function deathsAt(deaths: readonly string[]): Readonly<Record<string, string>> {
  return {
    NODE_OPTIONS: `--import ${new URL('./death-hook.ts', import.meta.url)}`,
    CHAOS_DEATHS: deaths.join(','),
  }
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
