// Our decoder against protobufjs on captured requests: `node bench/decode.ts [FILE.traces.pb ...]`. Not a test.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import protobuf from 'protobufjs'
import { decodeTraces } from '../src/decode/decode.ts'
import { decodeLimits } from '../src/decode/decoded.ts'

const root = join(import.meta.dirname, '..')
const fixtures = ['langchain/unknown-tool', 'mastra/llm-fatal', 'vercel-openinference/length']
const files = process.argv.slice(2)
const chosen = files.length > 0 ? files : fixtures.map((name) => `test/fixtures/captures/${name}/001.traces.pb`)
const requestType = loadRequestType()

process.stdout.write(
  'file  bytes  ours MB/s (all attributes)  ours MB/s (gen_ai only)  protobufjs MB/s  ratio  ratio\n',
)
for (const file of chosen) compare(file, readFileSync(file.startsWith('/') ? file : join(root, file)))

function compare(file: string, body: Uint8Array): void {
  const all = speed(body, () => decodeTraces(body, 'protobuf', () => true, decodeLimits))
  const some = speed(body, () => decodeTraces(body, 'protobuf', (key) => key.startsWith('gen_ai.'), decodeLimits))
  const theirs = speed(body, () => requestType.decode(body))
  const cells = [body.length, all, some, theirs].map((value) => value.toFixed(0))
  process.stdout.write(`${file}  ${cells.join('  ')}  ×${(all / theirs).toFixed(2)}  ×${(some / theirs).toFixed(2)}\n`)
}

/** Best of five rounds, in MB/s. */
function speed(body: Uint8Array, decode: () => unknown): number {
  const turns = Math.ceil(20_000_000 / body.length)
  const rounds = Array.from({ length: 5 }, () => {
    const from = process.hrtime.bigint()
    for (let turn = 0; turn < turns; turn += 1) decode()
    return Number(process.hrtime.bigint() - from)
  })
  return (turns * body.length * 1000) / Math.min(...rounds)
}

function loadRequestType(): protobuf.Type {
  const types = new protobuf.Root()
  types.resolvePath = (_origin, target) => join(root, 'proto', target)
  types.loadSync('opentelemetry/proto/collector/trace/v1/trace_service.proto')
  return types.lookupType('opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest')
}
