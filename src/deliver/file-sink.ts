import { type FileHandle, open } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { CandidateEvent } from '../candidate/event.ts'
import type { Sink } from './contract.ts'
import { eventLine } from './event-line.ts'
import { mendLastLine } from './mend-last-line.ts'
import { oneAtATime } from './one-at-a-time.ts'

/**
 * One CloudEvent per line (NDJSON), appended to a file and synced to its disk before it counts as sent. The file is
 * opened for every batch, so that it may be rotated away at any time. What a crash left of a line is mended before the
 * next one is written.
 */
export function fileSink(path: string, name = 'file'): Sink {
  return { name, send: oneAtATime((events) => append(path, events)) }
}

/** @throws Error when the file cannot be opened, is no regular file, cannot be mended or written. */
async function append(path: string, events: readonly CandidateEvent[]): Promise<'sent'> {
  const file = await open(path, 'a+', 0o640)
  try {
    const before = await file.stat()
    if (!before.isFile()) throw new Error('the file of events is no regular file')
    await mendLastLine(file, before.size)
    await file.appendFile(events.map(eventLine).join(''))
    await file.sync()
    if (before.size === 0) await syncFolder(dirname(path))
  } finally {
    await file.close()
  }
  return 'sent'
}

/** A new file is durable only when its folder is. Some file systems cannot sync a folder; the data is safe there. */
async function syncFolder(path: string): Promise<void> {
  let folder: FileHandle | null = null
  try {
    folder = await open(path, 'r')
    await folder.sync()
  } catch {
  } finally {
    await folder?.close()
  }
}
