/** A permit that several hold together: it is given back when the last of them lets go. */
export interface Lease {
  /** Joins; what it answers lets go (once; again does nothing). */
  hold(): () => void
}

export function createLease(giveBack: () => void): Lease {
  let holders = 0

  function hold(): () => void {
    let holding = true
    holders += 1
    return () => {
      if (!holding) return
      holding = false
      holders -= 1
      if (holders === 0) giveBack()
    }
  }

  return { hold }
}
