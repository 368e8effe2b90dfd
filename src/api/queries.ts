/** How many questions are put to the store at once: beyond that a client is asked to come again. */
export interface Queries {
  /** A function that gives the place back, or null when there is none. */
  take(): (() => void) | null
}

export function createQueries(atOnceMax: number): Queries {
  let taken = 0
  return {
    take: () => {
      if (taken >= atOnceMax) return null
      taken += 1
      let held = true
      return () => {
        if (held) taken -= 1
        held = false
      }
    },
  }
}
