import { PassThrough, Writable } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { stdoutSink } from '../../src/deliver/stdout-sink.ts'
import { someEvent } from './candidate.ts'

describe('stdoutSink', () => {
  it('writes one CloudEvent per line, in order', async () => {
    const output = new PassThrough()
    const sink = stdoutSink(output)

    expect(await sink.send([someEvent(1), someEvent(2)])).toBe('sent')

    const lines = String(output.read()).trimEnd().split('\n')
    expect(lines.map((line) => JSON.parse(line).id)).toEqual(['event-1', 'event-2'])
  })

  it('keeps a name with a line break on its own line', async () => {
    const output = new PassThrough()

    await stdoutSink(output).send([someEvent(1, { locus: 'pay\r\n{"id":"forged"}\u2028' })])

    expect(String(output.read()).trimEnd().split('\n')).toHaveLength(1)
  })

  it('does not write ahead of a slow reader', async () => {
    const slow = slowOutput()
    const sending = stdoutSink(slow.output).send([someEvent(1), someEvent(2)])
    await Promise.resolve()
    expect(slow.taken).toHaveLength(1)

    slow.release()
    slow.release()

    expect(await sending).toBe('sent')
    expect(slow.taken).toHaveLength(2)
  })

  it('answers retry where the reader is gone', async () => {
    const broken = new Writable({ write: (_chunk, _encoding, done) => done(new Error('EPIPE')) })

    expect(await stdoutSink(broken).send([someEvent()])).toBe('retry')
    expect(await stdoutSink(broken).send([someEvent()])).toBe('retry')
  })

  it('answers retry where the stream closes in the middle of a write', async () => {
    const slow = slowOutput()
    const sending = stdoutSink(slow.output).send([someEvent()])

    slow.output.destroy()

    expect(await sending).toBe('retry')
  })
})

/** Takes a line only when released; a release may come before the line. */
function slowOutput() {
  const taken: string[] = []
  const waiting: (() => void)[] = []
  let free = 0
  const output = new Writable({
    write: (chunk, _encoding, done) => {
      taken.push(String(chunk))
      if (free > 0) {
        free -= 1
        done()
      } else waiting.push(done)
    },
  })
  const release = () => {
    const done = waiting.shift()
    if (done === undefined) free += 1
    else done()
  }
  return { output, taken, release }
}
