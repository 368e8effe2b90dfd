import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Sink } from '../../src/deliver/contract.ts'
import type { OtlpEdge } from '../../src/otlp/edge.ts'
import { startOtlpGrpc } from '../../src/otlp/grpc-server.ts'
import { noTracing, type SelfTracing, startSelfTracing } from '../../src/telemetry/self-tracing.ts'
import { tracedReceiver, tracedRound, tracedSink } from '../../src/telemetry/traced.ts'
import { tracesCodec } from '../decode/reference-codec.ts'
import { type RememberingReceiver, rememberingReceiver } from '../otlp/remembering-receiver.ts'
import { patience } from '../patience.ts'

let collector: OtlpEdge
let collected: RememberingReceiver
let tracing: SelfTracing
let warnings: string[]

beforeEach(async () => {
  collected = rememberingReceiver()
  collector = await startOtlpGrpc({ endpoint: '127.0.0.1:0', receiver: collected })
  warnings = []
  tracing = await start(`http://${collector.address}`)
})

afterEach(async () => {
  await tracing.stop()
  await collector.stop()
})

function start(endpoint: string, listening: readonly string[] = ['127.0.0.1:1']): Promise<SelfTracing> {
  const warn = (message: string) => void warnings.push(message)
  return startSelfTracing({ endpoint, listening, version: '1.2.3', warn })
}

interface CollectedSpan {
  readonly name: string
  readonly status?: { readonly code?: number; readonly message?: string }
  readonly attributes: readonly { readonly key: string; readonly value: Readonly<Record<string, unknown>> }[]
}

/** Everything that is sent when tracing stops: in one request, which may come later than stopping waits for it. */
async function spans(): Promise<readonly CollectedSpan[]> {
  await tracing.stop()
  await vi.waitFor(() => expect(collected.requests).not.toEqual([]), patience)
  return requests().flatMap((request) =>
    request.resourceSpans.flatMap((resource) => resource.scopeSpans.flatMap((scope) => scope.spans)),
  )
}

interface Request {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: CollectedSpan['attributes'] }
    readonly scopeSpans: readonly { readonly spans: readonly CollectedSpan[] }[]
  }[]
}

function requests(): readonly Request[] {
  return collected.requests.map(({ body }) => JSON.parse(JSON.stringify(tracesCodec.decode(body))))
}

const attributesOf = ({ attributes }: CollectedSpan) =>
  Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]))

describe('own traces', () => {
  it('tell of each request what it was answered, under our own service name', async () => {
    const receiver = tracedReceiver(
      rememberingReceiver(
        { kind: 'accepted', rejected: 1, message: 'x', items: 7 },
        { kind: 'retry', message: 'content', afterMs: 0 },
      ),
      tracing,
    )
    await receiver.traces(new Uint8Array(10), 'protobuf', 'acme')
    await receiver.logs(new Uint8Array(3), 'json', 'acme')
    const sent = await spans()
    expect(sent.map(({ name }) => name)).toEqual(['promontory.receive', 'promontory.receive'])
    expect(sent.map(attributesOf)).toEqual([
      { answer: 'accepted', kind: 'traces', bytes: '10', items: '7', rejected: '1' },
      { answer: 'retry', kind: 'logs', bytes: '3' },
    ])
    expect(JSON.stringify(requests())).not.toContain('content')
    expect(requests()[0]?.resourceSpans[0]?.resource.attributes).toContainEqual(
      expect.objectContaining({ key: 'service.name', value: expect.objectContaining({ stringValue: 'promontory' }) }),
    )
  })

  it('leave no span of a round that had nothing to do', async () => {
    for (const n of [0, 3, 0]) expect(await tracedRound('settle', tracing, async () => n, Number)).toBe(n)
    expect((await spans()).map(attributesOf)).toEqual([{ traces: '3' }])
  })

  it('tell the kind of an error and not its message, and let it through', async () => {
    const broken = async () => {
      throw new TypeError('content of a user')
    }
    await expect(tracedRound('decide', tracing, broken, () => 1)).rejects.toThrow('content of a user')
    const [span] = await spans()
    expect(span?.status?.code).toBe(2)
    expect(span && attributesOf(span)).toEqual({ 'error.type': 'TypeError' })
    expect(JSON.stringify(requests())).not.toContain('content of a user')
  })

  it('tell of each batch that a sink was told', async () => {
    const sink: Sink = { name: 'file', send: async () => 'retry' }
    expect(await tracedSink(sink, tracing).send([])).toBe('retry')
    expect((await spans()).map(attributesOf)).toEqual([{ sink: 'file', events: '0', answer: 'retry' }])
  })
})

describe('without somewhere to send to', () => {
  it('nothing is made and nothing is said', async () => {
    expect(await start('')).toBe(noTracing)
    expect(
      await noTracing.span(
        'receive',
        async () => 5,
        () => ({}),
      ),
    ).toBe(5)
    expect(warnings).toEqual([])
  })

  it('the service never sends to itself, and says so', async () => {
    expect(await start(`http://${collector.address}`, ['127.0.0.1:1', collector.address])).toBe(noTracing)
    expect(warnings).toEqual(['no own traces: telemetry.otlp.endpoint is this service itself'])
  })
})

it('a collector that takes nothing is told of once, and stopping does not wait for it', async () => {
  collected.answers.push(...Array.from({ length: 3 }, () => ({ kind: 'malformed', message: 'no' }) as const))
  await tracedRound('settle', tracing, async () => 1, Number)
  await tracing.stop()
  await vi.waitFor(() => expect(collected.requests).toHaveLength(1), patience)
  await vi.waitFor(() => expect(warnings).toEqual(['own traces cannot be sent to telemetry.otlp.endpoint']), patience)
})
