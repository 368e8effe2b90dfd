/** What the process is under. Whoever reads it keeps it fresh: reading has to cost nothing. */
export interface Pressure {
  /** How late the event loop runs. */
  readonly loopLagMs: number
  readonly rssBytes: number
}

export const noPressure: Pressure = { loopLagMs: 0, rssBytes: 0 }
