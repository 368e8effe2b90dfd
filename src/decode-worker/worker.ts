/** The thread that reads large bodies, one at a time. Its facts leave it in pages: see `decode-pool.ts`. */
import { parentPort, workerData } from 'node:worker_threads'
import { type FactOfTrace, type ReadFacts, readFacts } from '../flow/read-facts.ts'
import { keyedFingerprint } from '../span/fingerprint.ts'
import type { FromReader, ReaderOptions, ToReader } from './messages.ts'

serve(workerData)

function serve({ limits, fingerprintKey, pageFacts }: ReaderOptions): void {
  const fingerprint = keyedFingerprint(fingerprintKey)
  let pages: FactOfTrace[][] = []
  let rest: ReadFacts | null = null

  function sendNext(): void {
    const page = pages.shift()
    if (page !== undefined) send({ kind: 'page', facts: page })
    else if (rest !== null) send({ kind: 'done', read: rest })
  }

  parentPort?.on('message', (message: ToReader) => {
    if (message.kind === 'read') {
      const read = readFacts(message, limits, fingerprint)
      pages = read.kind === 'read' ? pagesOf(read.facts, pageFacts) : []
      rest = read.kind === 'read' ? { ...read, facts: [] } : read
    }
    sendNext()
  })
}

function pagesOf(facts: readonly FactOfTrace[], size: number): FactOfTrace[][] {
  const count = Math.ceil(facts.length / size)
  return Array.from({ length: count }, (_, index) => facts.slice(index * size, (index + 1) * size))
}

function send(message: FromReader): void {
  parentPort?.postMessage(message)
}
