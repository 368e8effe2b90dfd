import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { decodeLimits } from '../../src/decode/decoded.ts'
import { createDecodePool, type DecodePool, type DecodePoolOptions } from '../../src/decode-worker/decode-pool.ts'
import { type BodyToRead, readFacts } from '../../src/flow/read-facts.ts'
import { keyedFingerprint } from '../../src/span/fingerprint.ts'
import { patience } from '../patience.ts'

const fingerprintKey = 'key-of-a-store'
const fingerprint = keyedFingerprint(fingerprintKey)
const captures = join(import.meta.dirname, '../fixtures/captures')
const traces = read('traces', 'vercel-ai-5/tool-retry/001.traces.pb', 'protobuf')
const others = [
  read('traces', 'langfuse/tool-retry/001.traces.json', 'json'),
  read('logs', 'openai-otel/unknown-tool/002.logs.pb', 'protobuf'),
]

function read(signal: BodyToRead['signal'], file: string, encoding: BodyToRead['encoding']): BodyToRead {
  return { signal, body: new Uint8Array(readFileSync(join(captures, file))), encoding }
}

/** The pool owns what it is handed. */
function copyOf(body: BodyToRead): BodyToRead {
  return { ...body, body: body.body.slice() }
}

const here = (body: BodyToRead) => readFacts(body, decodeLimits, fingerprint)

const pools: DecodePool[] = []
afterEach(async () => {
  for (const pool of pools.splice(0)) await pool.close()
})

function open(options: Partial<DecodePoolOptions> = {}): DecodePool {
  const pool = createDecodePool({ size: 1, fingerprintKey, bodyMs: 60_000, ...options })
  pools.push(pool)
  return pool
}

describe('the decode pool', () => {
  it.each([1, 3, 250])('reads what the main thread reads, with %i facts a page', async (pageFacts) => {
    const { run } = open({ pageFacts })
    for (const body of [traces, ...others]) {
      const expected = here(body)
      expect(expected.kind === 'read' && expected.facts.length).toBeGreaterThan(3)
      expect(await run(copyOf(body))).toEqual(expected)
    }
  })

  it('keeps the facts of many bodies apart, on one thread and on two', async () => {
    for (const size of [1, 2]) {
      const { run } = open({ size, pageFacts: 2 })
      const bodies = Array.from({ length: 12 }, (_, index) => [traces, ...others][index % 3] ?? traces)
      expect(await Promise.all(bodies.map((body) => run(copyOf(body))))).toEqual(bodies.map(here))
    }
  })

  it('refuses what the main thread refuses, in the same words', async () => {
    const { run } = open({ limits: { ...decodeLimits, itemsMax: 1 } })
    expect(await run(copyOf(traces))).toEqual(readFacts(traces, { ...decodeLimits, itemsMax: 1 }, fingerprint))
    const noise: BodyToRead = { signal: 'traces', body: Buffer.from('[[[['), encoding: 'json' }
    expect(await run(copyOf(noise))).toEqual(here(noise))
  })

  it('leaves a body alone that is a piece of something larger', async () => {
    const whole = Buffer.concat([Buffer.alloc(7), traces.body])
    const piece = whole.subarray(7)
    expect(await open().run({ ...traces, body: piece })).toEqual(here(traces))
    expect(piece.equals(traces.body)).toBe(true)
  })

  it('tells senders to come again when too many wait, and reads the others', async () => {
    const { run } = open({ waitingMax: 1 })
    const answers = await Promise.all([traces, traces, traces].map((body) => run(copyOf(body))))
    expect(answers.map(({ kind }) => kind)).toEqual(['read', 'read', 'retry'])
    expect((await run(copyOf(traces))).kind).toBe('read')
  })

  it('gives up on a body that takes too long, and reads the next on a new thread', async () => {
    const pool = open({ bodyMs: 0 })
    expect(await pool.run(copyOf(traces))).toEqual({
      kind: 'retry',
      message: 'the request could not be read',
      afterMs: 1000,
    })
    const patient = open()
    expect((await patient.run(copyOf(traces))).kind).toBe('read')
  })

  it('gives the memory of a thread back after a while without work, and reads the next body on a new one', async () => {
    const ended = vi.spyOn(Worker.prototype, 'terminate')
    const { run } = open({ idleMs: 5 })
    const read = await run(copyOf(traces))
    await vi.waitFor(() => expect(ended).toHaveBeenCalled(), patience)
    expect(await run(copyOf(traces))).toEqual(read)
    ended.mockRestore()
  })

  it('answers everything that waits when it is closed, and takes no more', async () => {
    const pool = open()
    const asked = [traces, traces, traces].map((body) => pool.run(copyOf(body)))
    await pool.close()
    expect((await Promise.all(asked)).map(({ kind }) => kind)).toEqual(['retry', 'retry', 'retry'])
    expect((await pool.run(copyOf(traces))).kind).toBe('retry')
  })
})
