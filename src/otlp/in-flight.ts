/** How many requests an edge has let in and not let go of yet. */
export interface InFlight {
  readonly count: number
  /** Joins; what it answers leaves (once; again does nothing). */
  enter(): () => void
}

export function createInFlight(): InFlight {
  const requests = new Set<symbol>()
  return {
    get count() {
      return requests.size
    },
    enter: () => {
      const request = Symbol('request')
      requests.add(request)
      return () => void requests.delete(request)
    },
  }
}
