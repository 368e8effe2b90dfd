/** Keys, quotas and gates at both edges, judged before a body is read. */
import { afterEach, describe, expect, it, vi } from 'vitest'
import { accessOf, authorizeBy } from '../../src/keys/authorize.ts'
import { openToLoopback } from '../../src/keys/contract.ts'
import type { ReceiveAnswer } from '../../src/otlp/contract.ts'
import type { OtlpEdge, OtlpEdgeOptions } from '../../src/otlp/edge.ts'
import { startOtlpGrpc } from '../../src/otlp/grpc-server.ts'
import { startOtlpHttp } from '../../src/otlp/http-server.ts'
import { noPressure } from '../../src/otlp/pressure.ts'
import { createTenantQuotas } from '../../src/otlp/quotas.ts'
import { patience } from '../patience.ts'
import { frame, rawCall, rawGrpcAnswer, rawGrpcExchange, rawSession } from './raw-grpc.ts'
import { rawExchange } from './raw-http.ts'
import { accepted, rememberingCount, rememberingReceiver } from './remembering-receiver.ts'

const ingestKey = 'key-that-may-ingest-1'
const readKey = 'key-that-may-only-read'
const otherKey = 'key-of-another-tenant'
const authorize = authorizeBy(
  accessOf([
    { name: 'agent', tenant: 'acme', permissions: ['ingest'], secret: ingestKey },
    { name: 'reader', tenant: 'acme', permissions: ['read'], secret: readKey },
    { name: 'other', tenant: 'other', permissions: ['admin'], secret: otherKey },
  ]),
)

const edges: OtlpEdge[] = []
afterEach(async () => {
  for (const edge of edges.splice(0)) await edge.stop()
})

interface Told {
  /** HTTP status or gRPC code. */
  readonly status: number | null
  readonly comeAgain: boolean
}

interface Sender {
  send(body: string, headers?: Record<string, string>): Promise<Told>
  readonly receiver: ReturnType<typeof rememberingReceiver>
  readonly counts: ReturnType<typeof rememberingCount>
}

async function open(transport: 'grpc' | 'http', options: Partial<OtlpEdgeOptions> = {}): Promise<Sender> {
  const receiver = rememberingReceiver()
  const counts = rememberingCount()
  const start = transport === 'grpc' ? startOtlpGrpc : startOtlpHttp
  const edge = await start({ endpoint: '127.0.0.1:0', receiver, count: counts.count, authorize, ...options })
  edges.push(edge)
  const send = transport === 'grpc' ? sendGrpc(edge.address) : sendHttp(edge.address)
  return { send, receiver, counts }
}

function sendGrpc(address: string): Sender['send'] {
  return async (body, headers = {}) => {
    const { code, retryInfo } = await rawGrpcExchange(address, frame(body), headers)
    return { status: code, comeAgain: retryInfo }
  }
}

function sendHttp(address: string): Sender['send'] {
  return async (body, headers = {}) => {
    const type = { 'content-type': 'application/x-protobuf' }
    const request = { method: 'POST', headers: { ...type, ...headers }, body }
    const response = await fetch(`http://${address}/v1/traces`, request)
    await response.arrayBuffer()
    return { status: response.status, comeAgain: response.headers.has('retry-after') }
  }
}

const bearer = (key: string) => ({ authorization: `Bearer ${key}` })
const transports = [
  { transport: 'grpc', ok: 0, unauthenticated: 16, forbidden: 7, overQuota: 14, retry: 14 },
  { transport: 'http', ok: 200, unauthenticated: 401, forbidden: 403, overQuota: 429, retry: 503 },
] as const

const generous = { bytesPerSecond: 1e9, spansPerSecond: 1e9, newRunsPerSecond: 1e9, burst: 1, openRuns: 1e9 }
const clock = { monotonicMs: () => 0 }

describe.each(transports)('over $transport', ({ transport, ok, unauthenticated, forbidden, overQuota, retry }) => {
  const refusals = ({ counts }: Sender) => counts.of('otlp_refused').map(({ reason }) => reason)

  it('a key names the tenant, in either header', async () => {
    const sender = await open(transport)
    for (const headers of [bearer(ingestKey), { 'x-api-key': ingestKey }, bearer(otherKey)]) {
      expect((await sender.send('body', headers)).status).toBe(ok)
    }
    expect(sender.receiver.requests.map(({ tenant }) => tenant)).toEqual(['acme', 'acme', 'other'])
  })

  it('a missing or wrong key is refused for good, and nothing is handed over', async () => {
    const sender = await open(transport)
    for (const headers of [{}, bearer('wrong-key-of-20-chars'), { authorization: `Basic ${ingestKey}` }]) {
      expect(await sender.send('body', headers)).toEqual({ status: unauthenticated, comeAgain: false })
    }
    expect(sender.receiver.requests).toEqual([])
    expect(refusals(sender)).toEqual(['unauthenticated', 'unauthenticated', 'unauthenticated'])
  })

  it('a key that does not permit ingest is refused for good', async () => {
    const sender = await open(transport)
    expect(await sender.send('body', bearer(readKey))).toEqual({ status: forbidden, comeAgain: false })
    expect(sender.receiver.requests).toEqual([])
    expect(sender.counts.of('otlp_requests')).toMatchObject([{ answer: 'forbidden' }])
  })

  it('a tenant over its bytes is told to come again, alone, until its time has come', async () => {
    let nowMs = 0
    const quotas = createTenantQuotas(
      { ...generous, bytesPerSecond: 10, spansPerSecond: 1000, burst: 4 },
      { monotonicMs: () => nowMs },
    )
    const sender = await open(transport, { quotas })
    expect((await sender.send('x'.repeat(60), bearer(ingestKey))).status).toBe(ok)
    expect(await sender.send('x', bearer(ingestKey))).toEqual({ status: overQuota, comeAgain: true })
    expect((await sender.send('x', bearer(otherKey))).status).toBe(ok)
    nowMs += 2_001
    expect((await sender.send('x', bearer(ingestKey))).status).toBe(ok)
    expect(refusals(sender)).toEqual(['quota'])
  })

  it('a tenant over its spans is told to come again', async () => {
    const quotas = createTenantQuotas({ ...generous, bytesPerSecond: 1e9, spansPerSecond: 10 }, clock)
    const sender = await open(transport, { quotas })
    sender.receiver.answers.push({ kind: 'accepted', rejected: 0, message: '', items: 11 })
    expect((await sender.send('x', bearer(ingestKey))).status).toBe(ok)
    expect(await sender.send('x', bearer(ingestKey))).toEqual({ status: overQuota, comeAgain: true })
  })

  it('a tenant that begins too many runs is told to come again', async () => {
    const quotas = createTenantQuotas({ ...generous, newRunsPerSecond: 10 }, clock)
    const sender = await open(transport, { quotas })
    sender.receiver.answers.push({ kind: 'accepted', rejected: 0, message: '', items: 20, opened: 11 })
    expect((await sender.send('x', bearer(ingestKey))).status).toBe(ok)
    expect(await sender.send('x', bearer(ingestKey))).toEqual({ status: overQuota, comeAgain: true })
  })

  it('without keys nobody is held to a quota', async () => {
    const quotas = createTenantQuotas({ ...generous, bytesPerSecond: 1, spansPerSecond: 1 }, clock)
    const sender = await open(transport, { quotas, authorize: undefined })
    for (const body of ['long enough', 'long enough']) expect((await sender.send(body)).status).toBe(ok)
    expect(sender.receiver.requests.map(({ tenant }) => tenant)).toEqual(['default', 'default'])
  })

  it('a process behind with its work tells senders to come again', async () => {
    let loopLagMs = 201
    const sender = await open(transport, { pressure: () => ({ ...noPressure, loopLagMs }) })
    expect(await sender.send('x', bearer(ingestKey))).toEqual({ status: retry, comeAgain: true })
    loopLagMs = 200
    expect((await sender.send('x', bearer(ingestKey))).status).toBe(ok)
    expect(refusals(sender)).toEqual(['loop_lag'])
  })

  it('a process short of memory serves one sender at a time', async () => {
    let usedBytes = 448 * 1024 * 1024 + 1
    const sender = await open(transport, { pressure: () => ({ ...noPressure, usedBytes }) })
    const gates = [Promise.withResolvers<ReceiveAnswer>(), Promise.withResolvers<ReceiveAnswer>()]
    sender.receiver.answers.push(...gates.map(({ promise }) => promise))
    const first = sender.send('x', bearer(ingestKey))
    await vi.waitFor(() => expect(sender.receiver.requests).toHaveLength(1), patience)
    expect(await sender.send('x', bearer(ingestKey))).toEqual({ status: retry, comeAgain: true })
    usedBytes -= 1
    const second = sender.send('x', bearer(ingestKey))
    await vi.waitFor(() => expect(sender.receiver.requests).toHaveLength(2), patience)
    usedBytes += 1
    for (const { resolve } of gates) resolve(accepted)
    expect([(await first).status, (await second).status]).toEqual([ok, ok])
    await vi.waitFor(async () => expect((await sender.send('x', bearer(ingestKey))).status).toBe(ok), patience)
    expect(new Set(refusals(sender))).toEqual(new Set(['memory']))
  })

  it('a process whose heap is nearly full serves one sender at a time', async () => {
    let heapShare = 0.75
    const sender = await open(transport, { pressure: () => ({ ...noPressure, heapShare }) })
    const gate = Promise.withResolvers<ReceiveAnswer>()
    sender.receiver.answers.push(gate.promise)
    const first = sender.send('x', bearer(ingestKey))
    await vi.waitFor(() => expect(sender.receiver.requests).toHaveLength(1), patience)
    expect((await sender.send('x', bearer(ingestKey))).status).toBe(ok)
    heapShare = 0.76
    expect(await sender.send('x', bearer(ingestKey))).toEqual({ status: retry, comeAgain: true })
    gate.resolve(accepted)
    expect((await first).status).toBe(ok)
    expect(refusals(sender)).toEqual(['memory'])
  })

  it('a key is asked for before anything else is told', async () => {
    const sender = await open(transport, { pressure: () => ({ loopLagMs: 1e9, usedBytes: 1e12, heapShare: 1 }) })
    expect((await sender.send('x')).status).toBe(unauthenticated)
  })

  it('spans and records are counted as accepted, refused or failed', async () => {
    const sender = await open(transport)
    sender.receiver.answers.push(
      { kind: 'accepted', rejected: 2, message: 'bad ids', items: 5 },
      { kind: 'retry', message: 'later', afterMs: 0, items: 3 },
    )
    await sender.send('x', bearer(ingestKey))
    await sender.send('x', bearer(ingestKey))
    expect(sender.counts.of('otlp_items').map(({ outcome }) => outcome)).toEqual(['accepted', 'failed', 'refused'])
  })

  it('with keys any address may be served; what lets everybody in keeps to loopback', async () => {
    const start = transport === 'grpc' ? startOtlpGrpc : startOtlpHttp
    const receiver = rememberingReceiver()
    const edge = await start({ endpoint: '0.0.0.0:0', receiver, authorize })
    edges.push(edge)
    expect(edge.address).toMatch(/^0\.0\.0\.0:\d+$/)
    await expect(start({ endpoint: '0.0.0.0:0', receiver, authorize: openToLoopback })).rejects.toThrow('not loopback')
    await expect(start({ endpoint: '0.0.0.0:0', receiver })).rejects.toThrow('not loopback')
  })
})

describe('the body of a sender without a key', () => {
  it('is not waited for over HTTP', async () => {
    const receiver = rememberingReceiver()
    const edge = await startOtlpHttp({ endpoint: '127.0.0.1:0', receiver, authorize })
    edges.push(edge)
    const head = 'POST /v1/traces HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 9999\r\n\r\n'
    expect(await rawExchange(edge.address, head, '{')).toMatchObject({
      status: 401,
      head: expect.stringContaining('www-authenticate: Bearer'),
    })
  })

  it('is not waited for over gRPC: the stream is reset', async () => {
    const receiver = rememberingReceiver()
    const edge = await startOtlpGrpc({ endpoint: '127.0.0.1:0', receiver, authorize })
    edges.push(edge)
    const session = await rawSession(edge.address)
    const stream = rawCall(session)
    const answer = rawGrpcAnswer(stream)
    stream.write(frame(Buffer.alloc(1024)).subarray(0, 100))
    expect(await answer).toMatchObject({ code: 16, resetCode: 0 })
    session.destroy()
  })
})
