/** The facts of a trace, in order of arrival. Each chunk is kept as `<sequence>,<cut>;<body>` under its digest. */

import type { Fact } from '../../../span/span-fact.ts'
import { readFacts } from '../../facts-text.ts'
import type { Place } from '../keys.ts'
import { unpackText } from './body.ts'
import type { TraceEngine } from './engine.ts'

export interface Kept {
  readonly facts: readonly Fact[]
  /** The chunk up to which `facts` reaches; 0 when there is none. */
  readonly upTo: number
}

export async function readChunks(engine: TraceEngine, place: Place): Promise<Kept> {
  const chunks = await chunksOf(engine, place)
  return { facts: readFacts(chunks.map(({ text }) => text)), upTo: chunks.at(-1)?.sequence ?? 0 }
}

/** One fact a line. */
export async function readLines(engine: TraceEngine, place: Place): Promise<readonly string[]> {
  return (await chunksOf(engine, place)).flatMap(({ text }) => text.split('\n'))
}

interface Chunk {
  readonly sequence: number
  readonly text: string
}

async function chunksOf({ client, keys }: TraceEngine, place: Place): Promise<readonly Chunk[]> {
  const answer = await client.readRaw('hgetall', keys.chunks(place))
  const values = Array.isArray(answer) ? answer.filter((_, index) => index % 2 === 1) : []
  return values.flatMap(readChunk).sort((a, b) => a.sequence - b.sequence)
}

const semicolon = 0x3b

function readChunk(value: unknown): readonly Chunk[] {
  if (!Buffer.isBuffer(value)) return []
  const end = value.indexOf(semicolon)
  const sequence = Number.parseInt(value.toString('latin1', 0, end), 10)
  return [{ sequence, text: unpackText(value.subarray(end + 1)) }]
}
