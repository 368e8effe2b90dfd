const wordSize = 2 ** 32

/** Nanoseconds in two unsigned halves to whole microseconds, clamped to the largest safe integer. No BigInt: hot path. */
export function microsFromWords(low: number, high: number): number {
  const rest = high % 1000
  const whole = (high - rest) / 1000
  return Math.min(whole * wordSize + Math.floor((rest * wordSize + low) / 1000), Number.MAX_SAFE_INTEGER)
}

/** Nanoseconds in decimal digits to whole microseconds, clamped to the largest safe integer. */
export function microsFromDigits(digits: string): number {
  return Math.min(Number(digits.slice(0, -3)), Number.MAX_SAFE_INTEGER)
}

export function microsFromNumber(nanos: number): number {
  return Math.min(Math.floor(nanos / 1000), Number.MAX_SAFE_INTEGER)
}
