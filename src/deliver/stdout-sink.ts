import type { Writable } from 'node:stream'
import type { CandidateEvent } from '../candidate/event.ts'
import type { Sink } from './contract.ts'
import { eventLine } from './event-line.ts'
import { oneAtATime } from './one-at-a-time.ts'

/**
 * One CloudEvent per line (NDJSON). Each line waits until the one before was taken, so a slow reader slows this sink
 * and fills no memory. A closed stream answers `retry`.
 */
export function stdoutSink(output: Writable, name = 'stdout'): Sink {
  // A broken pipe also reaches the write's callback; without a listener it would end the process.
  output.on('error', () => {})
  return { name, send: oneAtATime((events) => send(output, events)) }
}

async function send(output: Writable, events: readonly CandidateEvent[]): Promise<'sent' | 'retry'> {
  for (const event of events) {
    if (!(await written(output, eventLine(event)))) return 'retry'
  }
  return 'sent'
}

/** A destroyed stream may never call back, so its `close` counts as an answer as well. */
function written(output: Writable, line: string): Promise<boolean> {
  if (output.destroyed || output.writableEnded) return Promise.resolve(false)
  return new Promise((resolve) => {
    const onClose = () => resolve(false)
    output.once('close', onClose)
    output.write(line, (error) => {
      output.off('close', onClose)
      resolve(!error)
    })
  })
}
