import { type DecodeLimits, decodeLimits } from '../decode/decoded.ts'
import type { BodyToRead, ReadFacts } from '../flow/read-facts.ts'
import { idleThreads } from '../threads/idle-threads.ts'
import { prepareReaderThreads, type ReaderThread, startReaderThread } from './reader-thread.ts'

/** Decodes and normalizes large bodies off the main thread. */
export interface DecodePool {
  /**
   * Reads a body, which belongs to the pool from then on. `retry`: too many wait already, or the thread ended; nothing
   * is known of the body then. Never rejects.
   */
  run(body: BodyToRead): Promise<ReadFacts | ComeAgain>
  /** What waits is answered `retry`. */
  close(): Promise<void>
}

export interface ComeAgain {
  readonly kind: 'retry'
  readonly message: string
  readonly afterMs: number
}

export interface DecodePoolOptions {
  /** Threads. */
  readonly size: number
  /** The store's, so that facts are the same on every thread. */
  readonly fingerprintKey: string
  readonly limits?: DecodeLimits
  /** Bodies that may wait for a thread. */
  readonly waitingMax?: number
  /** A body that takes longer loses its thread: nothing of ours does, so something is wrong with it. */
  readonly bodyMs?: number
  readonly pageFacts?: number
  /** A thread without work for so long ends. */
  readonly idleMs?: number
}

/**
 * From this size on a body of many small spans costs the main thread 30 ms and more to read; through the pool it costs a
 * tenth of that.
 */
export const poolBytesMin = 256 * 1024

export function createDecodePool(options: DecodePoolOptions): DecodePool {
  const { size, fingerprintKey, limits = decodeLimits, waitingMax = 16, bodyMs = 10_000, pageFacts = 250 } = options
  const idle = idleThreads<ReaderThread>(options.idleMs ?? 30_000)
  const busy = new Set<ReaderThread>()
  const waiting: (() => void)[] = []
  let closed = false
  prepareReaderThreads()

  function freeThread(): ReaderThread | null {
    const thread = idle.pop()
    if (thread !== null) return thread
    return busy.size < size ? startReaderThread({ limits, fingerprintKey, pageFacts }) : null
  }

  async function readBy(thread: ReaderThread, body: BodyToRead): Promise<ReadFacts | ComeAgain> {
    busy.add(thread)
    try {
      const read = await withinTime(thread, body, bodyMs)
      if (!closed) idle.push(thread)
      return read
    } catch {
      await thread.end()
      return comeAgain('the request could not be read')
    } finally {
      busy.delete(thread)
      waiting.shift()?.()
    }
  }

  async function run(body: BodyToRead): Promise<ReadFacts | ComeAgain> {
    if (closed) return comeAgain('the service is stopping')
    const thread = freeThread()
    if (thread !== null) return readBy(thread, body)
    if (waiting.length >= waitingMax) return comeAgain(`${waitingMax} large requests wait already`)
    await new Promise<void>((resolve) => waiting.push(resolve))
    return run(body)
  }

  async function close(): Promise<void> {
    closed = true
    for (const wake of waiting.splice(0)) wake()
    await Promise.all([idle.close(), ...[...busy].map((thread) => thread.end())])
  }

  return { run, close }
}

async function withinTime(thread: ReaderThread, body: BodyToRead, bodyMs: number): Promise<ReadFacts> {
  const timer = setTimeout(() => thread.end(), bodyMs)
  try {
    return await thread.read(body)
  } finally {
    clearTimeout(timer)
  }
}

function comeAgain(message: string): ComeAgain {
  return { kind: 'retry', message, afterMs: 1_000 }
}
