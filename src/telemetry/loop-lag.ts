/** How late a timer comes that should come every `everyMs`. */
export interface LagMeter {
  /** To be called by that timer. */
  tick(nowMs: number): void
  lagMs(): number
}

/**
 * The smaller of the last two delays: one long pause, such as a collection of garbage, is over when it is noticed;
 * only a loop that is late again is behind with its work.
 */
export function lagMeter(everyMs: number, startMs: number): LagMeter {
  let expectedMs = startMs + everyMs
  let last = 0
  let before = 0
  return {
    tick: (nowMs) => {
      before = last
      last = Math.max(0, nowMs - expectedMs)
      expectedMs = nowMs + everyMs
    },
    lagMs: () => Math.min(last, before),
  }
}
