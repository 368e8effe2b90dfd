import type { ServerResponse } from 'node:http'
import type { EventFrame } from './event-frame.ts'

export interface StreamClient {
  /** Tells what there is to tell, unless it is telling already: then it looks once more afterwards. */
  wake(): void
  /** A sign of life. A client that has taken nothing since the last one is dropped. */
  beat(): void
  end(): void
}

export interface StreamClientOptions {
  readonly bufferedBytesMax: number
  /** The sequence after which to begin. */
  readonly begin: () => Promise<number>
  /** Frames after a sequence, oldest first; none when there is nothing new. */
  readonly read: (after: number) => Promise<readonly EventFrame[]>
}

const headers = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-store',
  // Proxies that hold answers back would hold back events.
  'x-accel-buffering': 'no',
}

/** Milliseconds until a client that was cut off comes again. */
const opening = 'retry: 3000\n\n'
const comment = ':\n\n'

/**
 * Tells one client. It is told no faster than it reads: frames wait in the outbox, not in memory. One that does not read
 * at all is dropped; it resumes after the last event it saw.
 */
export function startStreamClient(response: ServerResponse, options: StreamClientOptions): StreamClient {
  let after: number | null = null
  let telling = false
  let again = false
  let stuck = false
  response.on('error', () => {})
  response.on('drain', () => {
    stuck = false
  })

  async function tell(): Promise<void> {
    after ??= await begin(response, options)
    for (let frames = await options.read(after); frames.length > 0; frames = await options.read(after)) {
      for (const { text, sequence } of frames) {
        if (!(await written(response, text, options.bufferedBytesMax))) return
        after = sequence
      }
    }
  }

  async function tellAll(): Promise<void> {
    if (telling) {
      again = true
      return
    }
    telling = true
    do {
      again = false
      // The store cannot answer now: the next wake or beat asks it again.
      await tell().catch(() => {})
    } while (again && isOpen(response))
    telling = false
  }

  void tellAll()
  return {
    wake: () => void tellAll(),
    beat: () => {
      if (stuck) response.destroy()
      stuck = response.writableNeedDrain
      if (isOpen(response) && response.headersSent && !stuck) response.write(comment)
      void tellAll()
    },
    end: () => {
      if (!response.headersSent) response.writeHead(503, { 'retry-after': '5' })
      response.end()
    },
  }
}

/** The headers go out when the beginning is known: what happens after them is told. */
async function begin(response: ServerResponse, { begin }: StreamClientOptions): Promise<number> {
  const after = await begin()
  if (isOpen(response)) response.writeHead(200, headers).write(opening)
  return after
}

/** Answers once the client takes more; false when it is gone or was dropped. */
async function written(response: ServerResponse, text: string, bufferedBytesMax: number): Promise<boolean> {
  if (!isOpen(response)) return false
  if (response.write(text)) return true
  if (response.writableLength > bufferedBytesMax) response.destroy()
  return drained(response)
}

function drained(response: ServerResponse): Promise<boolean> {
  return new Promise((resolve) => {
    if (!isOpen(response)) return resolve(false)
    const settle = () => {
      response.off('drain', settle).off('close', settle)
      resolve(isOpen(response))
    }
    response.on('drain', settle).on('close', settle)
  })
}

function isOpen(response: ServerResponse): boolean {
  return !response.destroyed && !response.writableEnded
}
