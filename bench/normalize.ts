/**
 * CPU of normalizing, in microseconds per span and as a ratio to decoding the same spans in the same run:
 * `node bench/normalize.ts [ROUNDS] FOLDER ...`; the best of the rounds counts.
 */
import { type BodyEncoding, decodeTraces } from '../src/decode/decode.ts'
import { type DecodedSpan, decodeLimits } from '../src/decode/decoded.ts'
import { isKeptAttribute } from '../src/normalize/kept-attributes.ts'
import { normalizeSpan } from '../src/normalize/normalize-span.ts'
import { inputFiles } from '../src/replay/input-files.ts'
import { readRequests } from '../src/replay/read-requests.ts'
import { keyedFingerprint } from '../src/span/fingerprint.ts'

interface Body {
  readonly body: Uint8Array
  readonly encoding: BodyEncoding
}

const [roundsGiven, ...folders] = process.argv.slice(2)
const rounds = Number(roundsGiven ?? 5)
const fingerprint = keyedFingerprint('bench')
for (const folder of folders) await report(folder)

async function report(folder: string): Promise<void> {
  const bodies = await readBodies(folder)
  const spans = bodies.flatMap(decoded)
  const perSpan = (work: () => void) => bestUs(work) / Math.max(1, spans.length)
  const decoding = perSpan(() => bodies.forEach((body) => void decoded(body)))
  const normalizing = perSpan(() => {
    for (const { span, origin } of spans) normalizeSpan(span, origin, fingerprint)
  })
  const cells = [normalizing.toFixed(1), decoding.toFixed(1), `×${(normalizing / decoding).toFixed(2)}`]
  process.stdout.write(
    `${folder.split('/').at(-1)}: ${spans.length} spans, us normalize, decode: ${cells.join('  ')}\n`,
  )
}

function decoded({ body, encoding }: Body): readonly DecodedSpan[] {
  const read = decodeTraces(body, encoding, isKeptAttribute, decodeLimits)
  return read.kind === 'decoded' ? read.items : []
}

async function readBodies(folder: string): Promise<readonly Body[]> {
  const bodies: Body[] = []
  for (const file of await inputFiles([folder])) {
    for await (const request of readRequests(file)) {
      if ('body' in request && request.signal === 'traces') bodies.push(request)
    }
  }
  return bodies
}

/** CPU rather than clock: others may be at work on the machine. */
function bestUs(work: () => void): number {
  const took = Array.from({ length: rounds }, () => {
    const before = process.cpuUsage()
    work()
    const { user, system } = process.cpuUsage(before)
    return user + system
  })
  return Math.min(...took)
}
