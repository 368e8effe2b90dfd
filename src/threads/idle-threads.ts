export interface IdleThread {
  end(): Promise<void>
  isAlive(): boolean
}

/** Threads that wait for work. One that waits for too long is ended: only that gives its memory back to the system. */
export interface IdleThreads<Thread extends IdleThread> {
  push(thread: Thread): void
  /** The one that waited least, so that those that are not needed end. */
  pop(): Thread | null
  /** Ends all of them. */
  close(): Promise<void>
}

export function idleThreads<Thread extends IdleThread>(idleMs: number): IdleThreads<Thread> {
  const waiting = new Map<Thread, NodeJS.Timeout>()

  function take(thread: Thread): Thread {
    clearTimeout(waiting.get(thread))
    waiting.delete(thread)
    return thread
  }

  return {
    push: (thread) => {
      const timer = setTimeout(() => void take(thread).end(), idleMs)
      waiting.set(thread, timer.unref())
    },
    pop: () => {
      for (const thread of [...waiting.keys()].reverse()) if (take(thread).isAlive()) return thread
      return null
    },
    close: async () => {
      await Promise.all([...waiting.keys()].map((thread) => take(thread).end()))
    },
  }
}
