/** Bytes that all requests of an edge may hold together. */
export interface ByteBudget {
  /** A share that starts empty. */
  share(): BudgetShare
}

export interface BudgetShare {
  /** Takes `bytes` more, or takes nothing and answers false when that would exceed the budget. */
  take(bytes: number): boolean
  /** Gives everything back; again does nothing. */
  release(): void
}

export function createByteBudget(bytesMax: number): ByteBudget {
  let used = 0

  function share(): BudgetShare {
    let held = 0
    return {
      take: (bytes) => {
        if (used + bytes > bytesMax) return false
        used += bytes
        held += bytes
        return true
      },
      release: () => {
        used -= held
        held = 0
      },
    }
  }

  return { share }
}
