const againMs = 60_000

/** Tells a failure when it is another one than before, and then once a minute: what is retried fails many times a second. */
export function tellChanges(tell: (error: unknown) => void, monotonicMs: () => number): (error: unknown) => void {
  let last: string | null = null
  let toldMs = Number.NEGATIVE_INFINITY
  return (error) => {
    const words = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
    if (words === last && monotonicMs() - toldMs < againMs) return
    last = words
    toldMs = monotonicMs()
    tell(error)
  }
}
