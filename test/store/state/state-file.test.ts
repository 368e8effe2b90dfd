import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { StateRecord } from '../../../src/store/state.ts'
import { checkStateFile, openStateFile, writeStateFile } from '../../../src/store/state-file.ts'
import { listed } from './engines.ts'

let folder: string
let path: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'promontory-state-file-'))
  path = join(folder, 'state.ndjson.gz')
})
afterEach(() => rm(folder, { recursive: true }))

const header = { engine: 'embedded', madeMs: 17 } as const
const records: readonly StateRecord[] = [
  { kind: 'store', fingerprintKey: 'ab'.repeat(32), traces: 0, patterns: 0 },
  { kind: 'sink', sink: 'file' },
  { kind: 'merge', tenant: 'acme', lesson: 'line\nbreak', head: 'lone \ud800 surrogate' },
  { kind: 'mark', tenant: 'acme', sink: 'file', confirmed: Number.MAX_SAFE_INTEGER },
]

async function* all(): AsyncGenerator<StateRecord> {
  yield* records
}

/** The file as its lines are changed. */
async function rewrite(change: (lines: readonly string[]) => readonly string[]): Promise<void> {
  await writeStateFile(path, header, all())
  const lines = gunzipSync(await readFile(path))
    .toString()
    .trimEnd()
    .split('\n')
  await writeFile(
    path,
    gzipSync(
      change(lines)
        .map((line) => `${line}\n`)
        .join(''),
    ),
  )
}

describe('a state file', () => {
  it('gives back the records that were written, byte for byte', async () => {
    expect(await writeStateFile(path, header, all())).toEqual({ store: 1, sink: 1, merge: 1, mark: 1 })

    const file = await openStateFile(path)

    expect(file.header).toMatchObject(header)
    expect(await listed(file.records)).toEqual(records)
    expect((await checkStateFile(path)).counts).toEqual({ store: 1, sink: 1, merge: 1, mark: 1 })
  })

  it('is for its owner alone, as it holds the fingerprint key', async () => {
    await writeStateFile(path, header, all())

    expect((await stat(path)).mode & 0o777).toBe(0o600)
  })

  it('is not written over one that is there, and is not there when it could not be written whole', async () => {
    await writeFile(path, 'mine')
    await expect(writeStateFile(path, header, all())).rejects.toThrow('is there already')
    expect(await readFile(path, 'utf8')).toBe('mine')

    const broken = async function* () {
      yield* records
      throw new Error('the disk')
    }
    const other = join(folder, 'other.gz')
    await expect(writeStateFile(other, header, broken())).rejects.toThrow('the disk')
    await expect(stat(other)).rejects.toThrow('ENOENT')
    await expect(stat(`${other}.partial`)).rejects.toThrow('ENOENT')
  })

  it('is refused wherever it was cut off', async () => {
    await writeStateFile(path, header, all())
    const whole = await readFile(path)
    for (let bytes = 0; bytes < whole.length; bytes += 7) {
      await writeFile(path, whole.subarray(0, bytes))
      await expect(checkStateFile(path)).rejects.toThrow(/cut off|no state file/)
    }
    await rm(path)
    await rewrite((lines) => lines.slice(0, -1))
    await expect(checkStateFile(path)).rejects.toThrow('is cut off: expected a trailer at its end')
  })

  it('is refused when records are missing, or follow the trailer', async () => {
    await rewrite((lines) => lines.toSpliced(2, 1))
    await expect(checkStateFile(path)).rejects.toThrow('is not whole: expected 1 of sink, saw 0')

    await rm(path)
    await rewrite((lines) => [...lines, lines[2] ?? ''])
    await expect(checkStateFile(path)).rejects.toThrow('line 7: expected nothing after the trailer')
  })

  it('is refused when it is of a later format', async () => {
    await rewrite((lines) => lines.with(0, JSON.stringify({ 'promontory state': 2, ...header })))

    await expect(checkStateFile(path)).rejects.toThrow('has state format 2, this version reads format 1')
  })

  it('names the line and the field of a record that is not as it has to be, and no content', async () => {
    await rewrite((lines) => lines.with(2, '{"kind":"sink","sink":{"secret":"hush"}}'))
    const error: unknown = await checkStateFile(path).catch((caught: unknown) => caught)

    expect(String(error)).toContain('line 3: sink/sink must be string')
    expect(String(error)).not.toContain('hush')
    for (const line of ['not json', '{"kind":"constructor"}', '[]', 'null', '{"kind":"mark"}']) {
      await rm(path)
      await rewrite((lines) => lines.with(3, line))
      await expect(checkStateFile(path)).rejects.toThrow('line 4: ')
    }
  })

  it('is refused without a word of what its trailer says where that is no count of records', async () => {
    const trailers = [
      '{"\\u001b[31mevil":5}',
      '{"__proto__":5}',
      '{"mark":"1"}',
      '{"mark":-1}',
      '{"mark":1e300}',
      '"abc"',
      'null',
      '7',
    ]
    for (const counts of trailers) {
      await rm(path, { force: true })
      await rewrite((lines) => lines.with(-1, `{"kind":"end","counts":${counts}}`))
      const error: unknown = await checkStateFile(path).catch((caught: unknown) => caught)

      expect(String(error)).toMatch(/trailer: expected how many there are of each kind|is not whole: expected 0 of/)
      expect(String(error)).not.toMatch(/evil|__proto__|NaN|abc/)
    }
  })

  it('is refused with words where the kind of a record is no text', async () => {
    for (const kind of ['{"toString":1}', '["sink"]', '17', 'null']) {
      await rm(path, { force: true })
      await rewrite((lines) => lines.with(2, `{"kind":${kind},"sink":"file"}`))
      await expect(checkStateFile(path)).rejects.toThrow('line 3: expected a record, saw something else')
    }
  })

  it('is told from other files', async () => {
    await writeFile(path, 'hello')
    await expect(checkStateFile(path)).rejects.toThrow('is no state file: expected gzip')
    await writeFile(path, gzipSync('{"hello":1}\n'))
    await expect(checkStateFile(path)).rejects.toThrow('is no state file: expected one of export-state')
    await expect(checkStateFile(join(folder, 'none'))).rejects.toThrow('is not there')
  })
})
