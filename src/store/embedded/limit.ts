const itemsMax = 500

/** A list's limit, within 1 and 500 whatever was asked. */
export function limitOf(asked: number): number {
  return Math.min(itemsMax, Math.max(1, Math.trunc(asked) || 1))
}
