/** The real exporters of OpenTelemetry JS against both edges. */
import { Metadata } from '@grpc/grpc-js'
import { DiagLogLevel, diag } from '@opentelemetry/api'
import { OTLPTraceExporter as GrpcExporter } from '@opentelemetry/exporter-trace-otlp-grpc'
import { OTLPTraceExporter as JsonExporter } from '@opentelemetry/exporter-trace-otlp-http'
import { OTLPTraceExporter as ProtobufExporter } from '@opentelemetry/exporter-trace-otlp-proto'
import {
  BatchSpanProcessor,
  type ReadableSpan,
  SimpleSpanProcessor,
  type SpanExporter,
  TracerProvider,
} from '@opentelemetry/sdk-trace'
import protobuf from 'protobufjs'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { accessOf, authorizeBy } from '../../src/keys/authorize.ts'
import type { OtlpEdge, OtlpEdgeOptions } from '../../src/otlp/edge.ts'
import { startOtlpGrpc } from '../../src/otlp/grpc-server.ts'
import { startOtlpHttp } from '../../src/otlp/http-server.ts'
import { patience } from '../patience.ts'
import { type Remembered, type RememberingReceiver, rememberingReceiver } from './remembering-receiver.ts'

const { root } = protobuf.parse(`
  syntax = "proto3";
  message Span { bytes trace_id = 1; bytes span_id = 2; string name = 5; }
  message ScopeSpans { repeated Span spans = 2; }
  message ResourceSpans { repeated ScopeSpans scope_spans = 2; }
  message Request { repeated ResourceSpans resource_spans = 1; }
`)

interface RequestShape {
  readonly resourceSpans: readonly { readonly scopeSpans: readonly { readonly spans: readonly { name: string }[] }[] }[]
}

function requestOf({ body, encoding }: Remembered): RequestShape {
  if (encoding === 'json') return JSON.parse(body.toString('utf8'))
  const type = root.lookupType('Request')
  return type.toObject(type.decode(body), { arrays: true }) as RequestShape
}

function namesOf(requests: readonly Remembered[]): string[] {
  return requests.flatMap((request) =>
    requestOf(request).resourceSpans.flatMap((resource) =>
      resource.scopeSpans.flatMap((scope) => scope.spans.map((span) => span.name)),
    ),
  )
}

const clients = {
  grpc: {
    start: startOtlpGrpc,
    exporter: (address: string, headers: Record<string, string> = {}) => {
      const metadata = new Metadata()
      for (const [name, value] of Object.entries(headers)) metadata.set(name, value)
      return new GrpcExporter({ url: `http://${address}`, metadata })
    },
    encoding: 'protobuf',
  },
  'http protobuf': {
    start: startOtlpHttp,
    exporter: (address: string, headers: Record<string, string> = {}) =>
      new ProtobufExporter({ url: `http://${address}/v1/traces`, headers }),
    encoding: 'protobuf',
  },
  'http json': {
    start: startOtlpHttp,
    exporter: (address: string, headers: Record<string, string> = {}) =>
      new JsonExporter({ url: `http://${address}/api/public/otel/v1/traces`, headers }),
    encoding: 'json',
  },
} as const
type ClientName = keyof typeof clients
const clientNames = Object.keys(clients) as ClientName[]
const everyClient = clientNames.flatMap((name) => [[name, 'none'] as const, [name, 'gzip'] as const])

const cleanups: (() => Promise<void>)[] = []

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup()
  diag.disable()
  vi.unstubAllEnvs()
})

async function connect(
  name: ClientName,
  receiver: RememberingReceiver,
  compression = 'none',
  options: Partial<OtlpEdgeOptions> = {},
  headers: Record<string, string> = {},
) {
  const edge: OtlpEdge = await clients[name].start({ endpoint: '127.0.0.1:0', receiver, random: () => 0, ...options })
  cleanups.push(edge.stop)
  vi.stubEnv('OTEL_EXPORTER_OTLP_COMPRESSION', compression)
  const exporter: SpanExporter = clients[name].exporter(edge.address, headers)
  cleanups.push(() => exporter.shutdown())
  return { edge, exporter }
}

/** Spans that ended, as a processor would hand them to an exporter. */
function endedSpans(names: readonly string[]): ReadableSpan[] {
  const spans: ReadableSpan[] = []
  const keep: SpanExporter = {
    export: (batch, done) => {
      spans.push(...batch)
      done({ code: 0 })
    },
    shutdown: async () => {},
  }
  const provider = new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter: keep })] })
  for (const name of names) provider.getTracer('test').startSpan(name).end()
  return spans
}

/** Undefined when the exporter was content, else its error. */
function exportOnce(
  exporter: SpanExporter,
  names: readonly string[],
): Promise<(Error & { code?: unknown }) | undefined> {
  return new Promise((resolve) => exporter.export(endedSpans(names), (result) => resolve(result.error)))
}

function rememberWarnings(): string[] {
  const warnings: string[] = []
  const warn = (...words: unknown[]) => void warnings.push(words.map(String).join(' '))
  const ignore = () => {}
  diag.setLogger({ error: ignore, warn, info: ignore, debug: ignore, verbose: ignore }, DiagLogLevel.WARN)
  return warnings
}

describe('a real exporter', () => {
  it.each(everyClient)(
    'over %s with compression %s delivers what a batch processor hands it',
    async (name, compression) => {
      const receiver = rememberingReceiver()
      const { exporter } = await connect(name, receiver, compression)
      const provider = new TracerProvider({
        spanProcessors: [new BatchSpanProcessor({ exporter, maxExportBatchSize: 40 })],
      })
      const names = Array.from({ length: 100 }, (_, index) => `step ${index} ${'x'.repeat(200)}`)
      for (const spanName of names) provider.getTracer('test').startSpan(spanName).end()
      await provider.forceFlush()
      expect(namesOf(receiver.requests).toSorted()).toEqual(names.toSorted())
      expect(new Set(receiver.requests.map(({ kind, encoding, tenant }) => `${kind} ${encoding} ${tenant}`))).toEqual(
        new Set([`traces ${clients[name].encoding} default`]),
      )
    },
  )

  it.each(clientNames)('over %s delivers through a simple processor', async (name) => {
    const receiver = rememberingReceiver()
    const { exporter } = await connect(name, receiver)
    const provider = new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] })
    provider.getTracer('test').startSpan('only').end()
    await provider.forceFlush()
    expect(namesOf(receiver.requests)).toEqual(['only'])
  })

  it.each(clientNames)('over %s is told of a partial success and does not send again', async (name) => {
    const receiver = rememberingReceiver({ kind: 'accepted', rejected: 2, message: 'two spans without an id' })
    const { exporter } = await connect(name, receiver)
    const warnings = rememberWarnings()
    expect(await exportOnce(exporter, ['a', 'b', 'c'])).toBeUndefined()
    expect(warnings.join()).toMatch(/artial.?[sS]uccess.*two spans without an id/)
    expect(warnings.join()).toMatch(/rejectedSpans"?: ?"?2/)
    expect(receiver.requests).toHaveLength(1)
  })

  it.each(['http protobuf', 'http json'] as const)(
    'over %s comes again after a retry answer and delivers',
    async (name) => {
      const retry = { kind: 'retry', message: 'store is not reachable', afterMs: 0 } as const
      const receiver = rememberingReceiver(retry)
      const { exporter } = await connect(name, receiver)
      expect(await exportOnce(exporter, ['kept'])).toBeUndefined()
      expect(namesOf(receiver.requests)).toEqual(['kept', 'kept'])
    },
  )

  // The gRPC exporter of OpenTelemetry JS 0.301 itself never retries; it hands the status on.
  it('over grpc is told to come again, with the time to wait', async () => {
    const receiver = rememberingReceiver({ kind: 'retry', message: 'store is not reachable', afterMs: 0 })
    const { exporter } = await connect('grpc', receiver)
    const error = await exportOnce(exporter, ['later'])
    expect(error).toMatchObject({ code: 14, details: 'store is not reachable' })
    expect(String(Reflect.get(error ?? {}, 'metadata').get('grpc-status-details-bin'))).toContain(
      'google.rpc.RetryInfo',
    )
    expect(await exportOnce(exporter, ['later'])).toBeUndefined()
  })

  it.each(clientNames)('over %s does not send again what was refused for good', async (name) => {
    const malformed = { kind: 'malformed', message: 'field 1 has wire type 7' } as const
    const receiver = rememberingReceiver(malformed, { kind: 'too_large', message: 'over 10000 spans' })
    const { exporter } = await connect(name, receiver)
    expect(await exportOnce(exporter, ['bad'])).toMatchObject({ code: name === 'grpc' ? 3 : 400 })
    expect(await exportOnce(exporter, ['big'])).toMatchObject({ code: name === 'grpc' ? 8 : 413 })
    expect(await exportOnce(exporter, ['good'])).toBeUndefined()
    expect(receiver.requests).toHaveLength(3)
  })

  it.each(['http protobuf', 'http json'] as const)(
    'over %s comes again when the receiver fails or is slow',
    async (name) => {
      const never = new Promise<never>(() => {})
      const receiver = rememberingReceiver(new Error('bug'), never)
      const { exporter } = await connect(name, receiver, 'gzip', { limits: { answerMs: 100, stopMs: 100 } })
      expect(await exportOnce(exporter, ['kept'])).toBeUndefined()
      expect(receiver.requests).toHaveLength(3)
    },
  )

  it('over http comes again when every byte of the bodies in flight is taken', async () => {
    const gate = Promise.withResolvers<{ kind: 'accepted'; rejected: number; message: string }>()
    const receiver = rememberingReceiver(gate.promise)
    const limits = { inFlightBytesMax: 16 * 1024 }
    const { exporter, edge } = await connect('http protobuf', receiver, 'none', { limits })
    const first = exportOnce(exporter, ['first'])
    await vi.waitFor(() => expect(receiver.requests).toHaveLength(1), patience)
    const turnedAway = await fetch(`http://${edge.address}/v1/traces`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{}',
    })
    expect(turnedAway.status).toBe(503)
    const second = exportOnce(exporter, ['second'])
    gate.resolve({ kind: 'accepted', rejected: 0, message: '' })
    expect(await Promise.all([first, second])).toEqual([undefined, undefined])
    expect(namesOf(receiver.requests).toSorted()).toEqual(['first', 'second'])
  })

  describe.each(clientNames)('over %s', (name) => {
    const key = 'key-of-the-exporter'
    const authorize = authorizeBy(
      accessOf([
        { name: 'agent', tenant: 'acme', permissions: ['ingest'], secret: key },
        { name: 'reader', tenant: 'acme', permissions: ['read'], secret: 'key-of-a-reader-only' },
      ]),
    )
    const codeOf = { grpc: { missing: 16, forbidden: 7 }, http: { missing: 401, forbidden: 403 } }
    const code = codeOf[name === 'grpc' ? 'grpc' : 'http']

    it.each<[string, Record<string, string>]>([
      ['authorization', { authorization: `Bearer ${key}` }],
      ['x-api-key', { 'x-api-key': key }],
    ])('with its key in %s delivers for its tenant', async (_, headers) => {
      const receiver = rememberingReceiver()
      const { exporter } = await connect(name, receiver, 'gzip', { authorize }, headers)
      expect(await exportOnce(exporter, ['kept'])).toBeUndefined()
      expect(receiver.requests.map(({ tenant }) => tenant)).toEqual(['acme'])
    })

    it.each<[string, Record<string, string>, 'missing' | 'forbidden']>([
      ['without a key', {}, 'missing'],
      ['with a wrong key', { authorization: 'Bearer some-other-key-12' }, 'missing'],
      ['with a key that may only read', { authorization: 'Bearer key-of-a-reader-only' }, 'forbidden'],
    ])('%s is refused for good', async (_, headers, refusal) => {
      const receiver = rememberingReceiver()
      const { exporter } = await connect(name, receiver, 'none', { authorize }, headers)
      expect(await exportOnce(exporter, ['lost'])).toMatchObject({ code: code[refusal] })
      expect(receiver.requests).toEqual([])
    })
  })

  it.each(['http protobuf', 'http json'] as const)(
    'over %s comes again when its tenant is over quota',
    async (name) => {
      let asked = 0
      const quotas = { waitMs: () => (asked++ === 0 ? 1 : 0), charge: () => {} }
      const receiver = rememberingReceiver()
      const { exporter } = await connect(name, receiver, 'none', { quotas, authorize: () => tenantOfAll })
      expect(await exportOnce(exporter, ['kept'])).toBeUndefined()
      expect(namesOf(receiver.requests)).toEqual(['kept'])
    },
  )
})

const tenantOfAll = { kind: 'ok', tenant: 'acme' } as const
