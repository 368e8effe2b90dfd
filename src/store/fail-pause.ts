/**
 * A trace whose judging failed is not tried again back to back: what made it fail may pass, and one that always fails must
 * not keep others from being judged. Each failure in a row doubles the pause: 1, 2, 4 and 8 s, then it is quarantined.
 */
export const failPauseMs = 1000

/** `attempts`: claims in a row that came to nothing, this one included. */
export function pauseAfterFailure(attempts: number): number {
  return failPauseMs * 2 ** (Math.max(1, attempts) - 1)
}
