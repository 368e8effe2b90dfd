/** Run as a process of its own by embedded.test.ts: appends traces, eight at a time, and prints the acknowledged ones. */
import { openEmbeddedStore } from '../../src/store/embedded/open.ts'
import { chunk, noon, span } from './builders.ts'

const store = await openEmbeddedStore({ path: process.argv[2] ?? '', settleMs: 15_000, idleMs: 900_000 })

/** Resolves once it is in the pipe, which may have to wait for its reader. */
function told(line: string): Promise<void> {
  return new Promise((resolve) => process.stdout.write(line, () => resolve()))
}

async function appendForever(lane: number): Promise<void> {
  for (let number = 0; ; number += 1) {
    const traceId = `${lane}-${number}`
    await store.traces.append({ chunks: [chunk(traceId, [span('a')])], receivedMs: noon })
    await told(`${traceId}\n`)
  }
}

await Promise.all(Array.from({ length: 8 }, (_, lane) => appendForever(lane)))
