import { nextCue, nextWideCue } from './cues.ts'

const before = 320
const after = 640
const cuesMax = 96
/** What follows a cue this closely lies in the same region anyway. */
const stride = 200
/** Characters of a text that are read with care. */
const regionCharsMax = 8 * 1024

/** The parts of a text that are worth reading with care: what stands around cues. */
export function regionsOf(text: string): readonly string[] {
  const regions: { from: number; to: number }[] = []
  let left = regionCharsMax
  for (const at of cuesIn(text)) {
    if (left <= 0) break
    const last = regions.at(-1)
    const to = Math.min(text.length, at + after)
    if (last !== undefined && at - before <= last.to) {
      left -= to - last.to
      last.to = to
    } else {
      const from = Math.max(0, at - before)
      left -= to - from
      regions.push({ from, to })
    }
  }
  return regions.map(({ from, to }) => text.slice(from, to))
}

function cuesIn(text: string): readonly number[] {
  const cues = allOf(text, nextCue)
  const wide = allOf(text, nextWideCue)
  return wide.length === 0 ? cues : [...cues, ...wide].sort((a, b) => a - b)
}

function allOf(text: string, next: (text: string, from: number) => number): readonly number[] {
  const found: number[] = []
  for (let at = next(text, 0); at >= 0 && found.length < cuesMax; at = next(text, at + stride)) found.push(at)
  return found
}
