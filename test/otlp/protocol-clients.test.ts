/**
 * Clients that are no OpenTelemetry exporter, answered as OTLP says on refusal, partial success and overload: grpc-js
 * with gzip, a deadline and metadata; HTTP/1.1 written by hand over a plain socket, gzip and chunked.
 */
import { gzipSync } from 'node:zlib'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { accessOf, authorizeBy } from '../../src/keys/authorize.ts'
import type { ReceiveAnswer } from '../../src/otlp/contract.ts'
import type { OtlpEdge, OtlpEdgeOptions } from '../../src/otlp/edge.ts'
import { startOtlpGrpc } from '../../src/otlp/grpc-server.ts'
import { startOtlpHttp } from '../../src/otlp/http-server.ts'
import { patience } from '../patience.ts'
import { type BytesClient, bytesClient } from './grpc-client.ts'
import { rawExchange } from './raw-http.ts'
import { accepted, type RememberingReceiver, rememberingReceiver } from './remembering-receiver.ts'

const key = 'key-of-a-protocol-client'
const authorize = authorizeBy(accessOf([{ name: 'agent', tenant: 'acme', permissions: ['ingest'], secret: key }]))
const partial: ReceiveAnswer = { kind: 'accepted', rejected: 2, message: 'bad' }
const later: ReceiveAnswer = { kind: 'retry', message: 'store is down', afterMs: 2000 }
const body = 'x'.repeat(5000)

const cleanups: (() => Promise<void> | void)[] = []
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup()
})

async function serve(
  start: (options: OtlpEdgeOptions) => Promise<OtlpEdge>,
  receiver: RememberingReceiver,
  options: Partial<OtlpEdgeOptions>,
): Promise<string> {
  const edge = await start({ endpoint: '127.0.0.1:0', receiver, random: () => 0, ...options })
  cleanups.push(edge.stop)
  return edge.address
}

describe('a plain gRPC client with gzip and a deadline', () => {
  async function client(receiver: RememberingReceiver, options: Partial<OtlpEdgeOptions> = {}): Promise<BytesClient> {
    const client = bytesClient(await serve(startOtlpGrpc, receiver, options), 'gzip')
    cleanups.push(client.close)
    return client
  }
  const withKey = { headers: { authorization: `Bearer ${key}` }, deadlineMs: 10_000 }

  it('delivers, is told of a partial success and of overload with the time to wait', async () => {
    const receiver = rememberingReceiver(accepted, partial, later)
    const { call } = await client(receiver, { authorize })
    expect(await call(body, undefined, withKey)).toEqual({ ok: true, body: Buffer.alloc(0) })
    expect(await call(body, undefined, withKey)).toEqual({ ok: true, body: Buffer.from('0a0708021203626164', 'hex') })
    const refused = await call(body, undefined, withKey)
    expect(refused).toMatchObject({ ok: false, code: 14, details: 'store is down' })
    if (refused.ok) throw new Error('expected a refusal')
    expect(String(refused.metadata.get('grpc-status-details-bin'))).toContain('google.rpc.RetryInfo')
    expect(receiver.requests.map((request) => request.body.toString() === body)).toEqual([true, true, true])
  })

  it('is refused for good without its key', async () => {
    const { call } = await client(rememberingReceiver(), { authorize })
    expect(await call(body, undefined, { deadlineMs: 10_000 })).toMatchObject({ code: 16 })
  })

  it('that gives up at its deadline leaves the service free for the next call', async () => {
    const gate = Promise.withResolvers<ReceiveAnswer>()
    const receiver = rememberingReceiver(gate.promise)
    const { call } = await client(receiver, { limits: { permits: 1, waitMs: 60_000, answerMs: 60_000 } })
    expect(await call('slow', undefined, { deadlineMs: 50 })).toMatchObject({ ok: false, code: 4 })
    gate.resolve(accepted)
    await vi.waitFor(
      async () => expect(await call('next', undefined, { deadlineMs: 10_000 })).toMatchObject({ ok: true }),
      patience,
    )
  })
})

describe('HTTP/1.1 written by hand', () => {
  const head = (headers: readonly string[]) =>
    ['POST /v1/traces HTTP/1.1', 'Host: x', 'Content-Type: application/json', ...headers, '', ''].join('\r\n')
  const chunked = (bytes: Uint8Array) => [`${bytes.length.toString(16)}\r\n`, bytes, '\r\n0\r\n\r\n']
  const keyed = [`x-api-key: ${key}`, 'Content-Encoding: gzip', 'Transfer-Encoding: chunked']

  it('delivers, is told of a partial success and of overload with the time to wait', async () => {
    const receiver = rememberingReceiver(accepted, partial, later)
    const address = await serve(startOtlpHttp, receiver, { authorize })
    const send = () => rawExchange(address, head(keyed), ...chunked(gzipSync(body)))
    expect(await send()).toMatchObject({ status: 200, body: '{}' })
    expect(await send()).toMatchObject({
      status: 200,
      body: '{"partialSuccess":{"rejectedSpans":"2","errorMessage":"bad"}}',
    })
    expect(await send()).toMatchObject({ status: 503, head: expect.stringContaining('retry-after: 2') })
    expect(receiver.requests.map((request) => request.body.toString() === body)).toEqual([true, true, true])
  })

  it('is refused for good without its key, in JSON', async () => {
    const address = await serve(startOtlpHttp, rememberingReceiver(), { authorize })
    const answer = await rawExchange(address, head(['Content-Length: 2']), '{}')
    expect(answer.status).toBe(401)
    expect(JSON.parse(answer.body)).toMatchObject({ code: 16, message: expect.stringContaining('expected a key') })
  })
})
