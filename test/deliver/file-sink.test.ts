import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { eventLine } from '../../src/deliver/event-line.ts'
import { fileSink } from '../../src/deliver/file-sink.ts'
import { someEvent } from './candidate.ts'

let folder: string
let path: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'promontory-'))
  path = join(folder, 'events.ndjson')
})
afterEach(() => rm(folder, { recursive: true }))

const line = (sequence: number) => eventLine(someEvent(sequence))
const content = () => readFile(path, 'utf8')

describe('fileSink', () => {
  it('appends one CloudEvent per line to what is there', async () => {
    expect(await fileSink(path).send([someEvent(1), someEvent(2)])).toBe('sent')
    expect(await fileSink(path).send([someEvent(3)])).toBe('sent')

    const ids = (await content())
      .trimEnd()
      .split('\n')
      .map((text) => JSON.parse(text).id)
    expect(ids).toEqual(['event-1', 'event-2', 'event-3'])
  })

  it('mends a line that a crash tore at any byte, and loses none before or after it', async () => {
    const torn = Buffer.from(line(2))
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: torn.length }), async (at) => {
        await writeFile(path, Buffer.concat([Buffer.from(line(1)), torn.subarray(0, at)]))

        await fileSink(path).send([someEvent(3)])

        const survives = at >= torn.length - 1
        expect(await content()).toBe(line(1) + (survives ? line(2) : '') + line(3))
      }),
      { numRuns: 50 },
    )
  })

  it('mends the torn first line of a file', async () => {
    await writeFile(path, line(1).slice(0, 100))

    await fileSink(path).send([someEvent(1)])

    expect(await content()).toBe(line(1))
  })

  it('cuts nothing off a file whose end is no line of events', async () => {
    const foreign = 'x'.repeat(2 * 1024 * 1024)
    await writeFile(path, foreign)

    await expect(fileSink(path).send([someEvent(1)])).rejects.toThrow(/last line/)

    expect(await content()).toBe(foreign)
  })

  it('goes on in a new file when the old one was rotated away', async () => {
    const sink = fileSink(path)
    await sink.send([someEvent(1)])
    await rename(path, `${path}.1`)

    await sink.send([someEvent(2)])

    expect(await readFile(`${path}.1`, 'utf8')).toBe(line(1))
    expect(await content()).toBe(line(2))
  })

  it('confirms nothing that it could not write, and writes it when it can', async () => {
    const sink = fileSink(join(folder, 'later', 'events.ndjson'))
    await expect(sink.send([someEvent(1)])).rejects.toThrow(/ENOENT/)

    await mkdir(join(folder, 'later'))

    expect(await sink.send([someEvent(1)])).toBe('sent')
  })

  it('writes to no folder and to no device', async () => {
    await expect(fileSink(folder).send([someEvent(1)])).rejects.toThrow(/EISDIR/)
    await expect(fileSink('/dev/null').send([someEvent(1)])).rejects.toThrow(/regular file/)
  })
})
