/** Cuts a stream of RESP (2 and 3) into whole values: commands in one direction, replies in the other. */
export interface RespFrames {
  /** The values that are whole now, as their bytes. */
  push(chunk: Buffer): readonly Buffer[]
}

export function respFrames(): RespFrames {
  let rest: Buffer = Buffer.alloc(0)
  return {
    push: (chunk) => {
      rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
      const frames: Buffer[] = []
      for (let length = frameLength(rest); length !== null; length = frameLength(rest)) {
        frames.push(rest.subarray(0, length))
        rest = rest.subarray(length)
      }
      return frames
    },
  }
}

const [lineFeed, bulk, blob, verbatim] = [0x0a, 0x24, 0x21, 0x3d]
/** How many values follow each unit of the count that an aggregate names. */
const aggregates: ReadonlyMap<number, number> = new Map([
  [0x2a, 1],
  [0x7e, 1],
  [0x3e, 1],
  [0x25, 2],
  [0x7c, 2],
])
const attribute = 0x7c

/** Bytes of the value at the beginning; null while it is not whole. */
function frameLength(bytes: Buffer): number | null {
  let at = 0
  for (let open = 1; open > 0; open -= 1) {
    const end = bytes.indexOf(lineFeed, at)
    if (end < 0) return null
    const type = bytes[at] ?? 0
    const count = Number(bytes.toString('latin1', at + 1, end - 1))
    at = end + 1
    const each = aggregates.get(type)
    // An attribute stands before the value it belongs to.
    if (each !== undefined) open += Math.max(0, count) * each + (type === attribute ? 1 : 0)
    else if ((type === bulk || type === blob || type === verbatim) && count >= 0) at += count + 2
    if (at > bytes.length) return null
  }
  return at
}

/** The first strings of a command: its name and what follows, at most so many. */
export function commandWords(frame: Buffer, most: number): readonly string[] {
  const words: string[] = []
  let at = frame.indexOf(lineFeed) + 1
  while (at > 0 && at < frame.length && words.length < most) {
    const end = frame.indexOf(lineFeed, at)
    const length = Number(frame.toString('latin1', at + 1, end - 1))
    words.push(frame.toString('utf8', end + 1, end + 1 + length))
    at = end + 1 + length + 2
  }
  return words
}

/** RESP 3 tells some things without being asked. */
export function isPush(frame: Buffer): boolean {
  return frame[0] === 0x3e
}
