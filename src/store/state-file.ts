/**
 * A state file: gzip of JSON lines. First a header, then the records (state.ts), last a trailer with how many of each kind
 * there were, so that a file which was cut off, or is not whole for another reason, is refused. It holds the fingerprint
 * key: it is made for its owner's eyes alone.
 */
import { createReadStream, createWriteStream } from 'node:fs'
import { access, open, rename, rm } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip, createGzip } from 'node:zlib'
import type { TObject } from 'typebox'
import { Check, Errors } from 'typebox/value'
import { type StateCounts, type StateRecord, StateRefused, stateFormat } from './state.ts'
import { stateShapes } from './state-shapes.ts'

export interface StateHeader {
  readonly engine: 'embedded' | 'redis'
  readonly madeMs: number
}

const magic = 'promontory state'
/** More than any record has: a trace at its bounds fills a quarter of it. */
const lineBytesMax = 64 * 1024 * 1024
const pieceChars = 256 * 1024

/** Written beside its place and moved there when it is whole. A file that is there is not written over. */
export async function writeStateFile(
  path: string,
  header: StateHeader,
  records: AsyncIterable<StateRecord>,
): Promise<StateCounts> {
  if (await isThere(path)) throw new StateRefused(`${path} is there already: expected the name of a new file`)
  const partial = `${path}.partial`
  const counts: Partial<Record<string, number>> = {}
  try {
    const lines = Readable.from(inPieces(linesOf(header, records, counts)))
    await pipeline(lines, createGzip({ level: 6 }), createWriteStream(partial, { flags: 'w', mode: 0o600 }))
    await flush(partial)
    await rename(partial, path)
    return counts
  } catch (error) {
    await rm(partial, { force: true })
    throw error
  }
}

async function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}

async function flush(path: string): Promise<void> {
  const file = await open(path, 'r+')
  try {
    await file.sync()
  } finally {
    await file.close()
  }
}

async function* linesOf(
  header: StateHeader,
  records: AsyncIterable<StateRecord>,
  counts: Partial<Record<string, number>>,
): AsyncGenerator<string> {
  yield JSON.stringify({ [magic]: stateFormat, ...header })
  for await (const record of records) {
    counts[record.kind] = (counts[record.kind] ?? 0) + 1
    yield JSON.stringify(record)
  }
  yield JSON.stringify({ kind: 'end', counts })
}

async function* inPieces(lines: AsyncIterable<string>): AsyncGenerator<Buffer> {
  let piece: string[] = []
  let chars = 0
  for await (const line of lines) {
    piece.push(line, '\n')
    chars += line.length
    if (chars < pieceChars) continue
    yield Buffer.from(piece.join(''))
    piece = []
    chars = 0
  }
  yield Buffer.from(piece.join(''))
}

/** Reads the file to its end, and says what it holds. */
export async function checkStateFile(path: string): Promise<{ header: StateHeader; counts: StateCounts }> {
  const counts: Partial<Record<string, number>> = {}
  const file = await openStateFile(path)
  for await (const { kind } of file.records) counts[kind] = (counts[kind] ?? 0) + 1
  return { header: file.header, counts }
}

export interface StateFile {
  readonly header: StateHeader
  /** Throws StateRefused where a record is not what it has to be, and at the end of a file that is not whole. */
  readonly records: AsyncIterable<StateRecord>
}

export async function openStateFile(path: string): Promise<StateFile> {
  const lines = linesIn(path)
  const first = await lines.next()
  const header = readHeader(path, first.done === true ? '' : first.value)
  return { header, records: recordsIn(path, lines) }
}

function readHeader(path: string, line: string): StateHeader {
  const header = readJson(line)
  const format = header?.[magic]
  const { engine, madeMs } = header ?? {}
  if (typeof format !== 'number') throw new StateRefused(`${path} is no state file: expected one of export-state`)
  if (format !== stateFormat) {
    const told = `${path} has state format ${format}, this version reads format ${stateFormat}`
    throw new StateRefused(`${told}; use the version that wrote it`)
  }
  if ((engine !== 'embedded' && engine !== 'redis') || typeof madeMs !== 'number' || !(madeMs >= 0)) {
    throw new StateRefused(`${path}: line 1: expected the engine and the time it was made`)
  }
  return { engine, madeMs }
}

async function* recordsIn(path: string, lines: AsyncIterable<string>): AsyncGenerator<StateRecord> {
  const counts = new Map<string, number>()
  let trailer: Json | null = null
  let number = 1
  for await (const line of lines) {
    number += 1
    if (trailer !== null) throw new StateRefused(`${path}: line ${number}: expected nothing after the trailer`)
    const value = readJson(line)
    const kind = value?.kind
    if (kind === 'end') {
      trailer = value
      continue
    }
    const shape = typeof kind === 'string' ? stateShapes.get(kind) : undefined
    if (shape === undefined) throw new StateRefused(`${path}: line ${number}: expected a record, saw something else`)
    if (!isRecord(shape, value))
      throw new StateRefused(`${path}: line ${number}: ${kind}${faultOf(Errors(shape, value))}`)
    counts.set(value.kind, (counts.get(value.kind) ?? 0) + 1)
    yield value
  }
  checkTrailer(path, trailer, counts)
}

function isRecord(shape: TObject, value: unknown): value is StateRecord {
  return Check(shape, value)
}

function faultOf(faults: readonly { readonly instancePath: string; readonly message: string }[]): string {
  const [first] = faults
  return `${first?.instancePath ?? ''} ${first?.message ?? 'is not as expected'}`
}

function checkTrailer(path: string, trailer: Json | null, counts: ReadonlyMap<string, number>): void {
  if (trailer === null) throw new StateRefused(`${path} is cut off: expected a trailer at its end`)
  const told = readCounts(trailer.counts)
  if (told === null) throw new StateRefused(`${path}: its trailer: expected how many there are of each kind of record`)
  for (const kind of stateShapes.keys()) {
    const [seen, expected] = [counts.get(kind) ?? 0, told.get(kind) ?? 0]
    if (seen !== expected) throw new StateRefused(`${path} is not whole: expected ${expected} of ${kind}, saw ${seen}`)
  }
}

/** Null when it counts what is no kind of record, or is no count: a message must repeat neither. */
function readCounts(value: unknown): ReadonlyMap<string, number> | null {
  if (typeof value !== 'object' || value === null) return null
  const told = new Map<string, number>()
  for (const [kind, count] of Object.entries(value)) {
    if (!stateShapes.has(kind) || !Number.isSafeInteger(count) || count < 0) return null
    told.set(kind, count)
  }
  return told
}

type Json = Readonly<Record<string, unknown>>

function readJson(line: string): Json | null {
  try {
    const value: unknown = JSON.parse(line)
    return typeof value === 'object' && value !== null ? { ...value } : null
  } catch {
    return null
  }
}

const lineFeed = 0x0a

async function* linesIn(path: string): AsyncGenerator<string, void> {
  let rest: Buffer[] = []
  let bytes = 0
  for await (const piece of unzipped(path)) {
    let from = 0
    for (let at = piece.indexOf(lineFeed); at >= 0; at = piece.indexOf(lineFeed, from)) {
      yield Buffer.concat([...rest, piece.subarray(from, at)]).toString()
      rest = []
      bytes = 0
      from = at + 1
    }
    rest.push(piece.subarray(from))
    bytes += piece.length - from
    if (bytes > lineBytesMax) throw new StateRefused(`${path}: expected lines of at most ${lineBytesMax} bytes`)
  }
  if (bytes > 0) throw new StateRefused(`${path} is cut off: expected a line to end`)
}

async function* unzipped(path: string): AsyncGenerator<Buffer> {
  const file = createReadStream(path)
  const gunzip = createGunzip()
  file.on('error', (error) => gunzip.destroy(error))
  try {
    for await (const piece of file.pipe(gunzip)) yield piece
  } catch (error) {
    throw faulty(path, error)
  } finally {
    file.destroy()
    gunzip.destroy()
  }
}

/** zlib's codes begin with Z_. */
function faulty(path: string, error: unknown): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (code === 'Z_BUF_ERROR') return new StateRefused(`${path} is cut off: expected the end of its gzip stream`)
  if (code.startsWith('Z_')) return new StateRefused(`${path} is no state file: expected gzip, saw something else`)
  if (code === 'ENOENT') return new StateRefused(`${path} is not there`)
  return error
}
