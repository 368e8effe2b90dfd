import { constants } from 'node:http2'
import { setTimeout as sleep } from 'node:timers/promises'
import { deflateSync, gzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { ReceiveAnswer } from '../../src/otlp/contract.ts'
import type { OtlpEdge } from '../../src/otlp/edge.ts'
import { startOtlpGrpc } from '../../src/otlp/grpc-server.ts'
import type { OtlpLimits } from '../../src/otlp/limits.ts'
import { patience } from '../patience.ts'
import { type BytesClient, bytesClient } from './grpc-client.ts'
import { frame, rawCall, rawGrpcAnswer, rawGrpcExchange, rawSession, tinyFrames } from './raw-grpc.ts'
import { rawAnswer, rawConnect } from './raw-http.ts'
import { accepted, type RememberingReceiver, rememberingCount, rememberingReceiver } from './remembering-receiver.ts'

let edge: OtlpEdge
let client: BytesClient
let receiver: RememberingReceiver
let counts: ReturnType<typeof rememberingCount>
let ready = true
let warnings: string[] = []
const mebibyte = 1024 * 1024

/** Nothing is refused for being slow, unless a test is about that. */
const patient = { bodyMs: 120_000, answerMs: 120_000 }

async function start(limits: Partial<OtlpLimits> = {}): Promise<void> {
  counts = rememberingCount()
  receiver = rememberingReceiver()
  ready = true
  warnings = []
  edge = await startOtlpGrpc({
    endpoint: '127.0.0.1:0',
    receiver,
    random: () => 0,
    count: counts.count,
    ready: () => ready,
    warn: (message) => warnings.push(message),
    limits: { ...patient, ...limits },
  })
  client = bytesClient(edge.address)
}

async function stop(): Promise<void> {
  client.close()
  await edge.stop()
}

beforeEach(() => start())
afterEach(stop)

async function restart(limits: Partial<OtlpLimits>): Promise<void> {
  await stop()
  await start(limits)
}

const refusals = () => counts.of('otlp_refused').map((labels) => labels.reason)
const bodies = () => receiver.requests.map(({ body }) => body.toString())

/** Answers of the receiver that end when told to. */
function hold(times: number): { release(): void } {
  const gate = Promise.withResolvers<ReceiveAnswer>()
  receiver.answers.push(...Array.from({ length: times }, () => gate.promise))
  return { release: () => gate.resolve(accepted) }
}

async function expectStillServing(): Promise<void> {
  const before = receiver.requests.length
  expect(await client.call('fine')).toEqual({ ok: true, body: Buffer.alloc(0) })
  expect(bodies().slice(before)).toEqual(['fine'])
}

describe('OTLP over gRPC', () => {
  it.each([
    ['trace.v1.TraceService', 'traces'],
    ['logs.v1.LogsService', 'logs'],
    ['metrics.v1.MetricsService', 'metrics'],
  ])('hands a body sent to %s over as %s', async (service, kind) => {
    const result = await client.call('body', `/opentelemetry.proto.collector.${service}/Export`)
    expect(result).toEqual({ ok: true, body: Buffer.alloc(0) })
    expect(receiver.requests).toEqual([{ kind, body: Buffer.from('body'), encoding: 'protobuf', tenant: 'default' }])
  })

  it('answers a partial success in the message and says OK', async () => {
    receiver.answers.push({ kind: 'accepted', rejected: 2, message: 'bad' })
    expect(await client.call('x')).toEqual({ ok: true, body: Buffer.from('0a0708021203626164', 'hex') })
  })

  it('answers final errors without RetryInfo and what a retry could fix with it', async () => {
    receiver.answers.push(
      { kind: 'malformed', message: 'bad' },
      { kind: 'too_large', message: 'big' },
      { kind: 'retry', message: 'later', afterMs: 0 },
      new Error('secret'),
    )
    const details = async () => {
      const result = await client.call('x')
      if (result.ok) throw new Error('expected an error')
      const [retry] = result.metadata.get('grpc-status-details-bin')
      return [result.code, result.details, String(retry ?? '').includes('google.rpc.RetryInfo')]
    }
    expect(await details()).toEqual([3, 'bad', false])
    expect(await details()).toEqual([8, 'big', false])
    expect(await details()).toEqual([14, 'later', true])
    expect(await details()).toEqual([14, 'the request could not be kept', true])
  })

  it('takes a message of 16 MiB and no more', async () => {
    expect((await client.call(Buffer.alloc(16 * mebibyte, 1))).ok).toBe(true)
    const result = await client.call(Buffer.alloc(16 * mebibyte + 1, 1))
    expect(result).toMatchObject({ ok: false, code: 8 })
    expect(receiver.requests.map(({ body }) => body.length)).toEqual([16 * mebibyte])
  })

  it('tells a sender to come again when the receiver is slow, and keeps its permit until the receiver lets go', async () => {
    await restart({ answerMs: 10, permits: 1, waitingMax: 0 })
    const held = hold(1)
    expect(await client.call('slow')).toMatchObject({ code: 14, details: 'no answer within 10 ms' })
    expect(await client.call('next')).toMatchObject({ code: 14, details: 'too many exports at once' })
    held.release()
    await vi.waitFor(async () => expect(await client.call('after')).toMatchObject({ ok: true }), patience)
    expect(bodies()).toEqual(['slow', 'after'])
  })

  it('keeps the permit of a sender that left until the receiver lets go', async () => {
    await restart({ permits: 1, waitingMax: 0 })
    const held = hold(1)
    const session = await rawSession(edge.address)
    rawCall(session).end(frame('left'))
    await vi.waitFor(() => expect(bodies()).toEqual(['left']), patience)
    session.destroy()
    await vi.waitFor(() => expect(refusals()).toEqual(['aborted']), patience)
    expect(await client.call('next')).toMatchObject({ code: 14 })
    held.release()
    await vi.waitFor(async () => expect(await client.call('after')).toMatchObject({ ok: true }), patience)
  })

  it('lets at most eight exports in and tells the ninth to come again', async () => {
    await restart({ waitingMax: 0 })
    const held = hold(8)
    const eight = Array.from({ length: 8 }, (_, index) => client.call(`${index}`))
    await vi.waitFor(() => expect(receiver.requests).toHaveLength(8), patience)
    expect(await client.call('ninth')).toMatchObject({ ok: false, code: 14 })
    held.release()
    expect((await Promise.all(eight)).every(({ ok }) => ok)).toBe(true)
    expect(refusals()).toEqual(['no_permit'])
    await expectStillServing()
  })

  it('lets a burst beyond the permits through when they come free in time', async () => {
    await restart({ permits: 2, waitMs: 60_000 })
    const burst = await Promise.all(Array.from({ length: 50 }, (_, index) => client.call(`${index}`)))
    expect(burst.every(({ ok }) => ok)).toBe(true)
    expect(new Set(bodies()).size).toBe(50)
  })

  it('resets the stream of a refused sender before it uploads its body', async () => {
    await restart({ permits: 1, waitingMax: 0 })
    const held = hold(1)
    const first = client.call('first')
    await vi.waitFor(() => expect(receiver.requests).toHaveLength(1), patience)
    const session = await rawSession(edge.address)
    const stream = rawCall(session)
    const answer = rawGrpcAnswer(stream)
    stream.write(frame(Buffer.alloc(8 * mebibyte)).subarray(0, mebibyte))
    expect(await answer).toMatchObject({ code: 14, retryInfo: true, resetCode: constants.NGHTTP2_NO_ERROR })
    session.destroy()
    held.release()
    expect((await first).ok).toBe(true)
  })

  it('answers the health check of the server and of each service, by readiness', async () => {
    const check = (request: string) => client.call(request, '/grpc.health.v1.Health/Check')
    const service = 'opentelemetry.proto.collector.trace.v1.TraceService'
    const named = `\n${String.fromCharCode(service.length)}${service}`
    expect(await check('')).toEqual({ ok: true, body: Buffer.from([8, 1]) })
    expect(await check(named)).toEqual({ ok: true, body: Buffer.from([8, 1]) })
    expect(await check('\n\u0003abc')).toMatchObject({ ok: false, code: 5 })
    ready = false
    expect(await check('')).toEqual({ ok: true, body: Buffer.from([8, 2]) })
  })

  it('answers the health check while every permit is taken', async () => {
    await restart({ permits: 1, waitingMax: 0 })
    const held = hold(1)
    const first = client.call('first')
    await vi.waitFor(() => expect(receiver.requests).toHaveLength(1), patience)
    expect((await client.call('', '/grpc.health.v1.Health/Check')).ok).toBe(true)
    held.release()
    await first
  })

  it('refuses an endpoint that is not loopback or in use, and names it', async () => {
    const begin = (endpoint: string) => startOtlpGrpc({ endpoint, receiver })
    await expect(begin('0.0.0.0:0')).rejects.toThrow('endpoint "0.0.0.0:0" is not loopback')
    await expect(begin(edge.address)).rejects.toThrow(`cannot listen on ${edge.address}: the address is in use`)
  })

  it('names the option of an endpoint that it cannot serve, and what to set', async () => {
    const begin = (endpoint: string) => startOtlpGrpc({ endpoint, receiver, setting: 'otlp.grpc.endpoint' })
    await expect(begin(edge.address)).rejects.toThrow(
      `cannot listen on ${edge.address} (otlp.grpc.endpoint): the address is in use; set OTLP_GRPC_ENDPOINT, or port 0`,
    )
    await expect(begin('10.0.0.1:1')).rejects.toThrow('endpoint "10.0.0.1:1" (otlp.grpc.endpoint) is not loopback')
  })

  it('finishes what is in flight when it stops, and takes no more', async () => {
    const held = hold(1)
    const inFlight = client.call('late')
    await vi.waitFor(() => expect(receiver.requests).toHaveLength(1), patience)
    const stopped = edge.stop()
    expect(edge.stop()).toBe(stopped)
    held.release()
    expect((await inFlight).ok).toBe(true)
    await stopped
    expect(await client.call('x')).toMatchObject({ ok: false, code: 14 })
  })

  it('stops by force when what is in flight does not end', async () => {
    await restart({ stopMs: 30 })
    hold(1)
    const inFlight = client.call('stuck')
    await vi.waitFor(() => expect(receiver.requests).toHaveLength(1), patience)
    await edge.stop()
    expect((await inFlight).ok).toBe(false)
  })

  it('counts what it answered and what it handed over', async () => {
    receiver.answers.push(accepted, { kind: 'retry', message: 'later', afterMs: 0 })
    await client.call('a')
    await client.call('b')
    expect(counts.of('otlp_requests').map((labels) => labels.answer)).toEqual(['accepted', 'retry'])
    expect(counts.of('otlp_body_bytes')).toHaveLength(2)
    expect(refusals()).toEqual([])
  })
})

describe('hostile gRPC input', () => {
  afterEach(expectStillServing)

  const exchange = (bytes: Uint8Array | string, headers?: Record<string, string>) =>
    rawGrpcExchange(edge.address, bytes, headers)
  const gzip = { 'grpc-encoding': 'gzip' }
  /** Codes after which senders do not come again. */
  const final = [3, 8, 12, 13]

  it('H1 refuses plain bytes that claim to be compressed, for good', async () => {
    expect(final).toContain((await exchange(frame('plain bytes', 1), gzip)).code)
    expect(receiver.requests).toEqual([])
    expect(refusals()).toEqual(['aborted'])
  })

  it('H2 refuses truncated gzip, for good', async () => {
    expect(final).toContain((await exchange(frame(gzipSync('x'.repeat(1000)).subarray(0, -4), 1), gzip)).code)
    expect(receiver.requests).toEqual([])
  })

  it('H3 refuses bombs without RetryInfo, twenty at once', async () => {
    await restart({ waitMs: 60_000 })
    const bomb = frame(gzipSync(Buffer.alloc(512 * mebibyte)), 1)
    const answers = await Promise.all(Array.from({ length: 20 }, () => exchange(bomb, gzip)))
    expect(new Set(answers.map(({ code }) => code))).toEqual(new Set([8]))
    expect(answers.some(({ retryInfo }) => retryInfo)).toBe(false)
    expect(receiver.requests).toEqual([])
  })

  it('H4 inflates gzip in gzip once only', async () => {
    const inner = gzipSync('inner')
    expect((await exchange(frame(gzipSync(inner), 1), gzip)).code).toBe(0)
    expect(receiver.requests.map(({ body }) => body.equals(inner))).toEqual([true])
  })

  it('H5 counts every member of a multi-member gzip', async () => {
    const bomb = Buffer.concat([gzipSync('first'), gzipSync(Buffer.alloc(64 * mebibyte))])
    expect((await exchange(frame(bomb, 1), gzip)).code).toBe(8)
    expect((await exchange(frame(Buffer.concat([gzipSync('a'), gzipSync('b')]), 1), gzip)).code).toBe(0)
    expect(bodies()).toEqual(['ab'])
  })

  it('H6 refuses a frame that says it is 4 GiB long', async () => {
    const answer = await exchange(Buffer.from('00ffffffff00', 'hex'))
    expect(answer).toMatchObject({ code: 8, retryInfo: false })
  })

  it('H7 refuses a frame of three bytes', async () => {
    expect(final).toContain((await exchange(Buffer.from([0, 0, 0]))).code)
    expect(receiver.requests).toEqual([])
  })

  it('H8 refuses two messages in one call', async () => {
    expect(final).toContain((await exchange(Buffer.concat([frame('one'), frame('two')]))).code)
    expect(final).toContain((await exchange(Buffer.concat(Array.from({ length: 1000 }, () => frame(''))))).code)
    expect(receiver.requests).toEqual([])
  })

  it('H9 survives an unknown flag byte', async () => {
    expect((await exchange(frame('x', 7))).code).not.toBeNull()
  })

  it('H10 refuses an unknown encoding, for good', async () => {
    for (const encoding of ['zstd', 'br', '__proto__']) {
      expect((await exchange(frame('x', 1), { 'grpc-encoding': encoding })).code).toBe(12)
    }
    expect((await exchange(frame(deflateSync('ok'), 1), { 'grpc-encoding': 'deflate' })).code).toBe(0)
    expect(bodies()).toEqual(['ok'])
  })

  it('H11 takes an empty message as an empty request', async () => {
    expect((await exchange(frame(''))).code).toBe(0)
    expect(bodies()).toEqual([''])
  })

  it('H12 answers a compressed message of no bytes', async () => {
    expect((await exchange(frame('', 1), gzip)).code).not.toBeNull()
  })

  it('H14 answers 415 to a wrong content type', async () => {
    expect((await exchange(frame('x'), { 'content-type': 'application/json' })).httpStatus).toBe(415)
    expect(receiver.requests).toEqual([])
  })

  it('H15 tells a sender that falls silent to come again, and frees its permit', async () => {
    await restart({ bodyMs: 30, permits: 1, waitMs: 60_000 })
    const session = await rawSession(edge.address)
    const stream = rawCall(session)
    const answer = rawGrpcAnswer(stream)
    stream.write(frame('never whole').subarray(0, 8))
    expect(await answer).toMatchObject({ code: 14, retryInfo: true })
    expect(refusals()).toEqual(['body_deadline'])
    session.destroy()
    // What comes afterwards is not to be hurried.
    await restart({})
  })

  it('H16 resets a sender whose message comes in countless tiny frames', async () => {
    const socket = await rawConnect(edge.address)
    socket.resume()
    socket.write(tinyFrames(edge.address, 20_000))
    await vi.waitFor(() => expect(refusals()).toEqual(['fragmented_body']), patience)
    expect(counts.of('otlp_requests')).toEqual([{ transport: 'grpc', kind: 'traces', answer: 'malformed' }])
    socket.destroy()
  })

  it('H16 joins a message that comes in many small frames', async () => {
    const session = await rawSession(edge.address)
    const stream = rawCall(session)
    const answer = rawGrpcAnswer(stream)
    for (const byte of frame('x'.repeat(2000))) await new Promise((sent) => stream.write(Buffer.of(byte), sent))
    stream.end()
    expect(await answer).toMatchObject({ code: 0 })
    expect(bodies()).toEqual(['x'.repeat(2000)])
    session.destroy()
  })

  it('H18 takes odd header names and refuses too many bytes of them', async () => {
    const odd = { ...Object.fromEntries([['__proto__', 'x']]), constructor: 'y' }
    expect((await exchange(frame('x'), odd)).code).toBe(0)
    const big = await exchange(frame('x'), { 'x-big': 'x'.repeat(200_000) }).catch(() => null)
    expect(big?.code ?? null).not.toBe(0)
  })

  it('H19 answers odd paths with UNIMPLEMENTED', async () => {
    for (const path of ['/', '/__proto__', '/../v1', '/%2e%2e%2f', '/x%00', '/grpc.health.v1.Health/Watch']) {
      expect((await exchange(frame('x'), { ':path': path })).code, path).toBe(12)
    }
    expect(receiver.requests).toEqual([])
  })

  it('H20 survives absurd grpc-timeout values', async () => {
    for (const timeout of ['99999999H', '0n', '-1S', 'soon', '123456789123456789S', '\u0001']) {
      const answer = await exchange(frame('x'), { 'grpc-timeout': timeout }).catch(() => null)
      expect([0, 4, 13, null], timeout).toContain(answer?.code ?? null)
    }
  })

  it('H21 survives bad base64 in metadata', async () => {
    expect((await exchange(frame('x'), { 'x-bin': '***not base64***' })).code).toBe(0)
  })

  const clientHello = Buffer.from('16030100c8010000c40303', 'hex')

  it('H22 hangs up on TLS and noise', async () => {
    const { randomBytes } = await import('node:crypto')
    for (const noise of [clientHello, randomBytes(4096), '\0\0\0', 'PRI * HTTP/1.1\r\n\r\n', 'P']) {
      const socket = await rawConnect(edge.address)
      const answer = rawAnswer(socket)
      socket.end(noise)
      expect((await answer).status).toBe(0)
    }
    expect(receiver.requests).toEqual([])
  })

  it('H22 tells HTTP/1 senders which port they want, with a body of any size', async () => {
    const post = (length: number) => `POST /v1/traces HTTP/1.1\r\nHost: x\r\nContent-Length: ${length}\r\n\r\n`
    for (const request of [post(0), post(2 * mebibyte) + 'x'.repeat(2 * mebibyte)]) {
      const socket = await rawConnect(edge.address)
      const answer = rawAnswer(socket)
      socket.write(request)
      expect(await answer).toMatchObject({ status: 400, body: 'HTTP/1 on the gRPC port: use otlp.http.endpoint' })
    }
    expect(refusals()).toEqual(['wrong_protocol', 'wrong_protocol'])
  })

  it('H22 warns of each wrong protocol once, however often it is spoken', async () => {
    for (const start of ['GET / HTTP/1.1\r\n\r\n', clientHello, 'GET / HTTP/1.1\r\n\r\n', clientHello]) {
      const socket = await rawConnect(edge.address)
      const answer = rawAnswer(socket)
      socket.write(start)
      await answer
    }
    expect(warnings).toEqual([
      'HTTP/1 on the gRPC port: use otlp.http.endpoint',
      expect.stringContaining('TLS on the gRPC port'),
    ])
  })

  it('H15 lets go of a connection that says nothing, and does not wait for one when it stops', async () => {
    await restart({ headerMs: 20 })
    const socket = await rawConnect(edge.address)
    await new Promise((resolve) => socket.resume().once('close', resolve))
    await restart({ headerMs: 60_000, stopMs: 60_000 })
    const silent = await rawConnect(edge.address)
    await edge.stop()
    silent.destroy()
    await start()
  })

  it('survives a sender that resets many streams', async () => {
    await restart({ waitMs: 60_000 })
    const session = await rawSession(edge.address)
    for (let index = 0; index < 2000 && !session.destroyed; index += 1) {
      const stream = rawCall(session)
      stream.write(frame('x'))
      stream.close(constants.NGHTTP2_CANCEL)
      if (index % 50 === 0) await sleep(0)
    }
    session.destroy()
  })
})
