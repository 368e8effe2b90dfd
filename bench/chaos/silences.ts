/** What one look at a process found. */
export interface Look {
  readonly pid: number
  readonly live: boolean
  readonly atMs: number
  /** How long the process has waited for a processor so far. */
  readonly waitedMs: number
}

/** Tells processes that are silent from those that the machine does not let speak. */
export interface Silences {
  /** Whether this process has now been silent for too long; once for each silence. */
  isTooLong(look: Look): boolean
  /** Nothing could be seen: what is silent is so from the next look on. */
  forget(pid: number): void
}

export function createSilences(silenceMsMax: number): Silences {
  const first = new Map<number, Look | 'told'>()
  return {
    isTooLong: (look) => {
      const { pid, live } = look
      const since = first.get(pid)
      if (live) first.delete(pid)
      else if (since === undefined) first.set(pid, look)
      if (live || since === undefined || since === 'told' || ownSilenceMs(since, look) < silenceMsMax) return false
      first.set(pid, 'told')
      return true
    },
    forget: (pid) => void first.delete(pid),
  }
}

/** A process that waits for a processor could not have answered. */
function ownSilenceMs(since: Look, look: Look): number {
  return look.atMs - since.atMs - (look.waitedMs - since.waitedMs)
}
