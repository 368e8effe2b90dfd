/** At most so many of all queues, in rounds of one of each: the first ones of every queue, in its order. */
export function takeTurns<T>(queues: readonly (readonly T[])[], most: number): readonly T[] {
  const taken: T[] = []
  const longest = queues.reduce((length, queue) => Math.max(length, queue.length), 0)
  for (let round = 0; round < longest && taken.length < most; round += 1) {
    taken.push(...queues.flatMap((queue) => queue.slice(round, round + 1)).slice(0, most - taken.length))
  }
  return taken
}
