import type { AppendAnswer, AppendRequest, TraceChunk, TraceStore } from '../store/contract.ts'

/**
 * The clock of a replay. Each trace's facts count as received when they happened, so that old telemetry is judged as if
 * it had come in then, whatever the order of the files; "now" is the newest time in the whole input.
 */
export function inputClock(): { receivedMs(chunks: readonly TraceChunk[]): number; nowMs(): number } {
  let newestMs = 0
  return {
    nowMs: () => newestMs,
    receivedMs: (chunks) => {
      const newest = Math.max(0, ...chunks.map(newestMsOf))
      newestMs = Math.max(newestMs, newest)
      return newest
    },
  }
}

function newestMsOf({ facts }: TraceChunk): number {
  let newestUs = 0
  for (const fact of facts) newestUs = Math.max(newestUs, fact.type === 'span' ? fact.endUs : fact.timeUs)
  return Math.ceil(newestUs / 1000)
}

/** Appends trace by trace, each received at its own time. */
export function appendEach(append: TraceStore['append'], clock: ReturnType<typeof inputClock>): TraceStore['append'] {
  return async ({ chunks }: AppendRequest): Promise<AppendAnswer> => {
    const answers = await Promise.all(
      chunks.map((chunk) => append({ chunks: [chunk], receivedMs: clock.receivedMs([chunk]) })),
    )
    return {
      cut: answers.reduce((sum, { cut }) => sum + cut, 0),
      late: answers.reduce((sum, { late }) => sum + late, 0),
      opened: answers.reduce((sum, { opened }) => sum + opened, 0),
    }
  }
}
