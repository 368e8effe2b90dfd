import { mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { OwnService } from '../../src/verify/own-service.ts'

/** Replicas that end themselves at points of the protocol (death-hook.ts). */
export interface Deaths {
  readonly settings: Readonly<Record<string, string>>
  /** Those that came, as `commit:recorded 3`. */
  came(): readonly string[]
}

export function deathsAt(deaths: readonly string[]): Deaths {
  const file = join(mkdtempSync(join(tmpdir(), 'promontory-deaths-')), 'died')
  return {
    settings: {
      NODE_OPTIONS: `--import ${new URL('./death-hook.ts', import.meta.url)}`,
      CHAOS_DEATHS: deaths.join(','),
      CHAOS_DEATHS_DIED: file,
    },
    came: () => {
      try {
        return readFileSync(file, 'utf8').split('\n').filter(Boolean)
      } catch {
        return []
      }
    },
  }
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
