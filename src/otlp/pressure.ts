/** What the process is under. Whoever reads it keeps it fresh: reading has to cost nothing. */
export interface Pressure {
  /** How late the event loop runs. */
  readonly loopLagMs: number
  /** Memory that is really in use, not what the process holds for later. */
  readonly usedBytes: number
  /** Of the heap that the process may have: at 1 it dies. */
  readonly heapShare: number
}

export const noPressure: Pressure = { loopLagMs: 0, usedBytes: 0, heapShare: 0 }
