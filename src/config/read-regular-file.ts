import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs'

export const fileBytesMax = 1024 * 1024

/** A file that is there and is not read; `code` says why in words. */
export class UnfitFile extends Error {
  override readonly name = 'UnfitFile'
  readonly code: 'no regular file' | 'more than 1 MiB'

  constructor(code: UnfitFile['code']) {
    super(`expected a regular file of at most 1 MiB, saw ${code}`)
    this.code = code
  }
}

/**
 * The text of a regular file. A device or a pipe may never end, or never begin: it is not even waited for.
 *
 * @throws UnfitFile, and as `readFileSync` does when the file cannot be read.
 */
export function readRegularFile(path: string): string {
  const file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK)
  try {
    if (!fstatSync(file).isFile()) throw new UnfitFile('no regular file')
    return readBounded(file).toString('utf8')
  } finally {
    closeSync(file)
  }
}

/** Some files do not say how large they are, so that the size is known when they are read. */
function readBounded(file: number): Buffer {
  const room = Buffer.alloc(fileBytesMax + 1)
  let bytes = 0
  while (bytes < room.length) {
    const read = readSync(file, room, bytes, room.length - bytes, null)
    if (read === 0) return room.subarray(0, bytes)
    bytes += read
  }
  throw new UnfitFile('more than 1 MiB')
}
