import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import protobuf from 'protobufjs'
import { captures } from './captures.ts'

// Run by hand when the choice of captures changes: `node src/demo/bundle-captures.ts CAPTURES_FOLDER`. Protobuf bodies
// become OTLP/JSON, so that the demo needs no protobuf decoder of its own.
const from = process.argv[2]
if (from === undefined) throw new Error('expected the folder of captures as the only argument')

const hexKeys = new Set(['traceId', 'spanId', 'parentSpanId'])
const requestType = await traceRequestType()
for (const { client, scenario, file } of captures) {
  const folder = join(from, client, scenario)
  const bodies = readdirSync(folder)
    .filter((name) => name.includes('.traces.'))
    .sort()
  const lines = bodies.map((name) => JSON.stringify(readBody(join(folder, name))))
  mkdirSync(dirname(fileURLToPath(file)), { recursive: true })
  writeFileSync(file, gzipSync(`${lines.join('\n')}\n`, { level: 9 }))
}

async function traceRequestType(): Promise<protobuf.Type> {
  const root = new protobuf.Root()
  const protoFolder = fileURLToPath(new URL('../../proto', import.meta.url))
  root.resolvePath = (_, target) => join(protoFolder, target)
  await root.load('opentelemetry/proto/collector/trace/v1/trace_service.proto')
  return root.lookupType('opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest')
}

function readBody(path: string): unknown {
  const bytes = readFileSync(path)
  if (path.endsWith('.json')) return JSON.parse(bytes.toString('utf8'))
  return withTextIds(requestType.toObject(requestType.decode(bytes), { longs: String }), '')
}

/** Ids as hex and other bytes as base64, as OTLP/JSON wants them. Recursion is bounded by the decoder's. */
function withTextIds(value: unknown, key: string): unknown {
  if (value instanceof Uint8Array) return Buffer.from(value).toString(hexKeys.has(key) ? 'hex' : 'base64')
  if (Array.isArray(value)) return value.map((item) => withTextIds(item, key))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, below]) => [name, withTextIds(below, name)]))
}
