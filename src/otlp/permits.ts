/** A fixed number of permits. Whoever finds none may wait, in order, up to a bound in number and time. */
export interface Permits {
  /** A function that gives the permit back (once; again does nothing), or null when there was none to be had. */
  take(gone: AbortSignal): Promise<(() => void) | null>
}

export interface PermitLimits {
  readonly permits: number
  readonly waitingMax: number
  readonly waitMs: number
}

export function createPermits(limits: PermitLimits): Permits {
  let free = limits.permits
  const waiting = new Set<() => void>()

  function giveBack(): void {
    free += 1
    const [next] = waiting
    next?.()
  }

  function grant(): () => void {
    free -= 1
    let held = true
    return () => {
      if (held) giveBack()
      held = false
    }
  }

  function wait(gone: AbortSignal): Promise<(() => void) | null> {
    return new Promise((resolve) => {
      const settle = (permit: (() => void) | null) => {
        waiting.delete(onTurn)
        clearTimeout(timer)
        gone.removeEventListener('abort', giveUp)
        resolve(permit)
      }
      const onTurn = () => settle(grant())
      const giveUp = () => settle(null)
      const timer = setTimeout(giveUp, limits.waitMs)
      gone.addEventListener('abort', giveUp)
      waiting.add(onTurn)
    })
  }

  return {
    take: async (gone) => {
      if (free > 0) return grant()
      if (gone.aborted || waiting.size >= limits.waitingMax) return null
      return wait(gone)
    },
  }
}
