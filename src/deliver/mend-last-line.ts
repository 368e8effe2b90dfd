import type { FileHandle } from 'node:fs/promises'

/** A longer last line was never written by us. */
const lineBytesMax = 1024 * 1024
const lineFeed = 0x0a

/**
 * Makes a file of lines of JSON end in a line break. A last line that is whole JSON is completed; the torn start of one
 * is cut off: it was never confirmed, so it is written again.
 *
 * @throws Error when the file ends in something too long to be a line of ours; it is left as it is.
 */
export async function mendLastLine(file: FileHandle, size: number): Promise<void> {
  const start = Math.max(0, size - lineBytesMax)
  if (size === 0 || (await endsLine(file, size))) return
  const end = await readRange(file, start, size)
  const lineBreak = end.lastIndexOf(lineFeed)
  if (lineBreak < 0 && start > 0) throw new Error(`the last line of the file has over ${lineBytesMax} bytes`)
  const line = end.subarray(lineBreak + 1)
  if (isJson(line)) await file.appendFile('\n')
  else await file.truncate(start + lineBreak + 1)
}

async function endsLine(file: FileHandle, size: number): Promise<boolean> {
  return (await readRange(file, size - 1, size))[0] === lineFeed
}

async function readRange(file: FileHandle, start: number, end: number): Promise<Buffer> {
  const buffer = Buffer.alloc(end - start)
  let filled = 0
  while (filled < buffer.length) {
    const { bytesRead } = await file.read(buffer, filled, buffer.length - filled, start + filled)
    if (bytesRead === 0) break
    filled += bytesRead
  }
  return buffer.subarray(0, filled)
}

function isJson(line: Buffer): boolean {
  try {
    const value: unknown = JSON.parse(line.toString())
    return typeof value === 'object' && value !== null
  } catch {
    return false
  }
}
