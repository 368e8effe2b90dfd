import type { Worker } from 'node:worker_threads'
import type { BodyToRead, FactOfTrace, ReadFacts } from '../flow/read-facts.ts'
import { plainSources } from '../threads/plain-sources.ts'
import { startThread } from '../threads/start-thread.ts'
import type { FromReader, ReaderOptions, ToReader } from './messages.ts'

/** One thread, one body at a time. */
export interface ReaderThread {
  /** Rejects when the thread ends before it has read. */
  read(body: BodyToRead): Promise<ReadFacts>
  end(): Promise<void>
  isAlive(): boolean
}

/** Enough for the largest body that the edges let in; a thread that needs more ends, and the process does not. */
const heapMebibytes = 256

const entry = new URL('./worker.ts', import.meta.url)

/** Does now what the first thread would otherwise make the loop wait for. */
export function prepareReaderThreads(): void {
  plainSources(entry)
}

export function startReaderThread(options: ReaderOptions): ReaderThread {
  const worker = startThread(entry, {
    data: options,
    resourceLimits: { maxOldGenerationSizeMb: heapMebibytes },
  })
  worker.unref()
  let alive = true
  worker.once('exit', () => {
    alive = false
  })
  // Whoever reads is told by a listener of its own; a thread that fails while idle is only found to have ended.
  worker.on('error', () => {})
  return {
    isAlive: () => alive,
    read: (body) => (alive ? read(worker, body) : Promise.reject(new Error('the decoding thread has ended'))),
    end: async () => {
      await worker.terminate()
    },
  }
}

function read(worker: Worker, body: BodyToRead): Promise<ReadFacts> {
  return new Promise((resolve, reject) => {
    const facts: FactOfTrace[] = []
    const settle = (done: () => void) => {
      worker.off('message', onMessage).off('error', onError).off('exit', onExit)
      done()
    }
    const onMessage = (message: FromReader) => {
      if (message.kind === 'done') return settle(() => resolve(withFacts(message.read, facts)))
      for (const fact of message.facts) facts.push(fact)
      // One page a turn of the loop: a port hands over all it has at once, and ten thousand facts are a stall.
      setImmediate(() => send(worker, { kind: 'next' }))
    }
    const onError = (error: Error) => settle(() => reject(error))
    const onExit = () => settle(() => reject(new Error('the decoding thread ended')))
    worker.on('message', onMessage).on('error', onError).on('exit', onExit)
    send(worker, { kind: 'read', ...body }, transferable(body.body))
  })
}

function withFacts(read: ReadFacts, facts: readonly FactOfTrace[]): ReadFacts {
  return read.kind === 'read' ? { ...read, facts } : read
}

function send(worker: Worker, message: ToReader, transfer: readonly ArrayBuffer[] = []): void {
  worker.postMessage(message, transfer)
}

/** Memory of its own moves to the thread; a piece of something larger is copied. */
function transferable({ buffer, byteLength }: Uint8Array): readonly ArrayBuffer[] {
  return buffer instanceof ArrayBuffer && buffer.byteLength === byteLength ? [buffer] : []
}
