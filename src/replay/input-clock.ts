import type { TraceChunk } from '../store/contract.ts'

/**
 * The clock of a replay: the newest time in the input so far, in Unix milliseconds. Old telemetry is judged as if it
 * had been received when it happened, and the answer is the same on any machine at any time.
 */
export function inputClock(): { receivedMs(chunks: readonly TraceChunk[]): number; nowMs(): number } {
  let newestUs = 0
  const nowMs = () => Math.ceil(newestUs / 1000)
  return {
    nowMs,
    receivedMs: (chunks) => {
      for (const { facts } of chunks) {
        for (const fact of facts) newestUs = Math.max(newestUs, fact.type === 'span' ? fact.endUs : fact.timeUs)
      }
      return nowMs()
    },
  }
}
