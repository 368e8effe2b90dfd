/** Lets others wait for a count to reach a number; they go on in the very moment it does. */
export interface Milestones {
  reached(count: number): Promise<void>
  /** The count is so far. */
  pass(count: number): void
  /** Nobody waits any longer. */
  giveUp(): void
}

export function milestones(from: number): Milestones {
  let at = from
  let waiting: readonly { readonly count: number; readonly go: () => void }[] = []
  const pass = (count: number) => {
    at = Math.max(at, count)
    const due = waiting.filter((waiter) => waiter.count <= at)
    waiting = waiting.filter((waiter) => waiter.count > at)
    for (const { go } of due) go()
  }
  return {
    pass,
    giveUp: () => pass(Number.POSITIVE_INFINITY),
    reached: (count) => {
      const { promise, resolve } = Promise.withResolvers<void>()
      waiting = [...waiting, { count, go: resolve }]
      pass(at)
      return promise
    },
  }
}
