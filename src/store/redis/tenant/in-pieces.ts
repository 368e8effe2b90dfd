/** So many at once: one list asks for many keys, and calls under way are bounded for all askers together. */
const atOnceDefault = 64

export async function inPieces<T, U>(
  all: readonly T[],
  each: (one: T) => Promise<U>,
  atOnce = atOnceDefault,
): Promise<readonly U[]> {
  const done: U[] = []
  for (let from = 0; from < all.length; from += atOnce) {
    done.push(...(await Promise.all(all.slice(from, from + atOnce).map(each))))
  }
  return done
}
