/** Lets long work run beside a flow, so many pieces at once, while the flow goes on. */
export interface SideLane {
  /** Resolves once the work has begun, which waits for a place. Work must not reject. */
  begin(work: () => Promise<unknown>): Promise<void>
  /** Resolves when nothing runs any more. */
  idle(): Promise<void>
}

export function createSideLane(width: number): SideLane {
  const running = new Set<Promise<unknown>>()

  async function begin(work: () => Promise<unknown>): Promise<void> {
    while (running.size >= width) await Promise.race(running)
    const done = work().finally(() => running.delete(done))
    running.add(done)
  }

  async function idle(): Promise<void> {
    while (running.size > 0) await Promise.race(running)
  }

  return { begin, idle }
}
