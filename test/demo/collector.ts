import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Server as GrpcServer, ServerCredentials } from '@grpc/grpc-js'
import protobuf from 'protobufjs'
import { spansOf, type TraceRequest } from '../../src/demo/otlp-json.ts'

/** A small receiver that remembers: every trace is a run, and from some number of runs on there is a candidate. */
export interface Collector {
  readonly grpc: string
  readonly http: string
  readonly api: string
  readonly requests: ReadonlyMap<string, number>
  readonly spans: readonly { readonly traceId: string; readonly who: readonly string[] }[]
  close(): Promise<void>
}

export const scorecard = {
  answer: 'promote',
  reason: null,
  windowDays: 30,
  criteria: [{ name: 'patterned', verdict: 'pass', score: 1, evidence: '4 of 4 runs' }],
}

export async function startCollector(candidateFrom: number): Promise<Collector> {
  const type = await requestType()
  const requests = new Map<string, number>()
  const spans: { traceId: string; who: readonly string[] }[] = []
  const keep = (transport: string, request: TraceRequest) => {
    requests.set(transport, (requests.get(transport) ?? 0) + 1)
    for (const { traceId, attributes } of spansOf(request)) {
      const who = (attributes ?? []).filter(({ key }) => key === 'session.id' || key === 'user.id')
      spans.push({ traceId, who: who.map(({ value }) => value?.stringValue ?? '') })
    }
  }
  const decode = (body: Buffer) => withHexIds(type.toObject(type.decode(body), { longs: String }))
  const answer = (url: string) => {
    const traceIds = [...new Set(spans.map(({ traceId }) => traceId))]
    const runs = traceIds.map((traceId) => ({ runId: traceId, traceIds: [traceId], findings: [{ signal: 'loop' }] }))
    const candidates = traceIds.length < candidateFrom ? [] : [{ id: 'c', state: 'open', title: 't', scorecard }]
    return page(url, url.startsWith('/api/v1/runs') ? runs : candidates)
  }
  const http = createServer(async (request, response) => {
    const body = await bodyOf(request)
    const url = request.url ?? ''
    const json = request.headers['content-type'] === 'application/json'
    if (url === '/v1/traces') keep(json ? 'json' : 'protobuf', json ? JSON.parse(body.toString()) : decode(body))
    response.writeHead(200, { 'content-type': json ? 'application/json' : 'application/x-protobuf' })
    response.end(url.startsWith('/api/') ? JSON.stringify(answer(url)) : json ? '{}' : '')
  })
  const grpc = grpcServer((body) => keep('grpc', decode(body)))
  const httpPort = await listen(http)
  const grpcPort = await new Promise<number>((resolve, reject) => {
    grpc.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, port) =>
      error === null ? resolve(port) : reject(error),
    )
  })
  const close = async () => {
    grpc.forceShutdown()
    http.closeAllConnections()
    await new Promise((resolve) => http.close(resolve))
  }
  const at = `127.0.0.1:${httpPort}`
  return { grpc: `127.0.0.1:${grpcPort}`, http: at, api: at, requests, spans, close }
}

/** Two items a page, so that whoever asks has to follow the cursor. */
function page(url: string, items: readonly unknown[]) {
  const from = Number(new URL(url, 'http://x').searchParams.get('cursor') ?? '0')
  return { items: items.slice(from, from + 2), nextCursor: from + 2 < items.length ? String(from + 2) : null }
}

function grpcServer(receive: (body: Buffer) => void): GrpcServer {
  const server = new GrpcServer()
  const method = {
    path: '/opentelemetry.proto.collector.trace.v1.TraceService/Export',
    requestStream: false,
    responseStream: false,
    requestDeserialize: (body: Buffer) => body,
    requestSerialize: (body: Buffer) => body,
    responseSerialize: (body: Buffer) => body,
    responseDeserialize: (body: Buffer) => body,
  }
  server.addService(
    { export: method },
    {
      export: (call: { request: Buffer }, done: (error: null, answer: Buffer) => void) => {
        receive(call.request)
        done(null, Buffer.alloc(0))
      },
    },
  )
  return server
}

async function requestType(): Promise<protobuf.Type> {
  const root = new protobuf.Root()
  const folder = fileURLToPath(new URL('../../proto', import.meta.url))
  root.resolvePath = (_, target) => join(folder, target)
  await root.load('opentelemetry/proto/collector/trace/v1/trace_service.proto')
  return root.lookupType('opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest')
}

/** The request in the shape of OTLP/JSON, as far as the tests look. */
function withHexIds(request: unknown): TraceRequest {
  const text = JSON.stringify(request, function (this: Record<string, unknown>, key, value: unknown) {
    const bytes = this[key]
    return bytes instanceof Uint8Array ? Buffer.from(bytes).toString('hex') : value
  })
  return JSON.parse(text)
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  return Buffer.concat(chunks)
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return (server.address() as AddressInfo).port
}
