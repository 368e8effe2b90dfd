import { setTimeout as sleep } from 'node:timers/promises'
import { deflateSync, gzipSync, zstdCompressSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { OtlpEdge } from '../../src/otlp/edge.ts'
import { startOtlpHttp } from '../../src/otlp/http-server.ts'
import type { OtlpLimits } from '../../src/otlp/limits.ts'
import { patience } from '../patience.ts'
import { rawAnswer, rawConnect, rawExchange } from './raw-http.ts'
import { accepted, type RememberingReceiver, rememberingCount, rememberingReceiver } from './remembering-receiver.ts'

let edge: OtlpEdge
let receiver: RememberingReceiver
let counts: ReturnType<typeof rememberingCount>
let warnings: string[] = []
const mebibyte = 1024 * 1024

/** Nothing is cut off for being slow, unless a test is about that. */
const patient = { bodyMs: 60_000, lingerMs: 60_000, answerMs: 60_000, stopMs: 60_000, bodyBytesMax: 4 * mebibyte }

function start(limits: Partial<OtlpLimits> = {}): Promise<OtlpEdge> {
  const warn = (message: string) => void warnings.push(message)
  const all = { ...patient, ...limits }
  return startOtlpHttp({ endpoint: '127.0.0.1:0', receiver, random: () => 0, count: counts.count, limits: all, warn })
}

beforeEach(async () => {
  receiver = rememberingReceiver()
  counts = rememberingCount()
  warnings = []
  edge = await start()
})

afterEach(() => edge.stop())

function post(body: Uint8Array | string, headers: Record<string, string> = {}, path = '/v1/traces'): Promise<Response> {
  const type = { 'content-type': 'application/x-protobuf' }
  return fetch(`http://${edge.address}${path}`, { method: 'POST', headers: { ...type, ...headers }, body })
}

function rawPost(headers: string, ...parts: readonly (string | Uint8Array)[]) {
  return rawExchange(edge.address, `POST /v1/traces HTTP/1.1\r\nHost: x\r\n${headers}\r\n\r\n`, ...parts)
}

const protobufHead = 'Content-Type: application/x-protobuf'
const gzipHead = `${protobufHead}\r\nContent-Encoding: gzip`

async function expectStillServing(): Promise<void> {
  const before = receiver.requests.length
  expect((await post('fine')).status).toBe(200)
  expect(receiver.requests.slice(before).map(({ body }) => body.toString())).toEqual(['fine'])
}

describe('OTLP over HTTP', () => {
  it.each([
    ['/v1/traces', 'traces'],
    ['/v1/logs', 'logs'],
    ['/v1/metrics', 'metrics'],
    ['/api/public/otel/v1/traces?a=b', 'traces'],
  ])('hands a body sent to %s over as %s', async (path, kind) => {
    const response = await post('body', {}, path)
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'application/x-protobuf'])
    expect(await response.text()).toBe('')
    expect(receiver.requests).toEqual([{ kind, body: Buffer.from('body'), encoding: 'protobuf', tenant: 'default' }])
  })

  it.each([
    ['gzip', gzipSync],
    ['deflate', deflateSync],
    ['zstd', zstdCompressSync],
    ['identity', (body: Buffer) => body],
  ])('inflates %s', async (encoding, compress) => {
    const body = Buffer.from(JSON.stringify(Array.from({ length: 40_000 }, (_, index) => Math.sin(index))))
    expect((await post(compress(body), { 'content-encoding': encoding })).status).toBe(200)
    expect(receiver.requests.map((request) => request.body.equals(body))).toEqual([true])
  })

  it('answers JSON in JSON, a partial success with its count as a string', async () => {
    receiver.answers.push({ kind: 'accepted', rejected: 2, message: 'two bad' })
    const response = await post('{}', { 'content-type': 'application/json; charset=utf-8' }, '/v1/logs')
    expect(response.headers.get('content-type')).toBe('application/json')
    expect(await response.json()).toEqual({ partialSuccess: { rejectedLogRecords: '2', errorMessage: 'two bad' } })
    expect(await (await post('{}', { 'content-type': 'application/json' })).text()).toBe('{}')
  })

  it('answers a retry with 503, Retry-After and RetryInfo', async () => {
    receiver.answers.push({ kind: 'retry', message: 'store is down', afterMs: 1500 })
    const response = await post('{}', { 'content-type': 'application/json' })
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '2'])
    expect(await response.json()).toMatchObject({ code: 14, details: [{ retryDelay: '1.500s' }] })
  })

  it('answers protobuf errors in protobuf', async () => {
    receiver.answers.push({ kind: 'malformed', message: 'bad' })
    const response = await post('x')
    expect([response.status, response.headers.get('content-type')]).toEqual([400, 'application/x-protobuf'])
    expect(Buffer.from(await response.arrayBuffer()).toString('hex')).toBe('08031203626164')
  })

  it('refuses another method with 405 and another path with 404, in JSON', async () => {
    const get = await fetch(`http://${edge.address}/v1/traces`)
    expect([get.status, get.headers.get('allow')]).toEqual([405, 'POST'])
    expect(await get.json()).toEqual({ code: 12, message: 'expected method POST' })
    expect((await post('x', {}, '/v1/other')).status).toBe(404)
    expect(counts.of('otlp_refused').map((labels) => labels.reason)).toEqual(['method', 'path'])
  })

  it('takes an empty body as a request, whatever its encoding says', async () => {
    expect((await post('')).status).toBe(200)
    expect((await post('', { 'content-encoding': 'gzip' })).status).toBe(200)
    expect(receiver.requests.map(({ body }) => body.length)).toEqual([0, 0])
  })

  it('answers a receiver that fails with a retry, not with a final error', async () => {
    receiver.answers.push(new Error('secret detail'))
    const response = await post('{}', { 'content-type': 'application/json' })
    expect(response.status).toBe(503)
    expect(await response.text()).not.toContain('secret')
    expect(counts.of('otlp_refused')).toEqual([{ transport: 'http', reason: 'receiver_fault' }])
  })

  it('gives the bytes of a body back when the receiver lets go of it, not when the sender is answered', async () => {
    const limits = { inFlightBytesMax: 16 * 1024, answerMs: 10 }
    const narrow = await startOtlpHttp({ endpoint: '127.0.0.1:0', receiver, limits })
    const send = async () => (await rawExchange(narrow.address, oneByte)).status
    const oneByte = `POST /v1/traces HTTP/1.1\r\nHost: x\r\n${protobufHead}\r\nContent-Length: 1\r\n\r\nx`
    const gate = Promise.withResolvers<typeof accepted>()
    receiver.answers.push(gate.promise)
    expect([await send(), await send()]).toEqual([503, 503])
    expect(receiver.requests).toHaveLength(1)
    gate.resolve(accepted)
    await vi.waitFor(async () => expect(await send()).toBe(200), patience)
    expect(await send()).toBe(200)
    await narrow.stop()
  })

  it('counts what it answered and what it handed over', async () => {
    receiver.answers.push(accepted, { kind: 'accepted', rejected: 1, message: 'x' })
    await post('abc')
    await post('abc', {}, '/v1/logs')
    expect(counts.of('otlp_requests')).toEqual([
      { transport: 'http', kind: 'traces', answer: 'accepted' },
      { transport: 'http', kind: 'logs', answer: 'partial' },
    ])
    expect(counts.of('otlp_body_bytes')).toHaveLength(2)
  })

  it('refuses an endpoint that is not loopback or in use, and names it', async () => {
    const begin = (endpoint: string) => startOtlpHttp({ endpoint, receiver })
    await expect(begin('0.0.0.0:0')).rejects.toThrow('endpoint "0.0.0.0:0" is not loopback')
    await expect(begin(edge.address)).rejects.toThrow(`cannot listen on ${edge.address}: the address is in use`)
  })

  it('finishes what is in flight when it stops', async () => {
    const gate = Promise.withResolvers<typeof accepted>()
    receiver.answers.push(gate.promise)
    const inFlight = post('late')
    await vi.waitFor(() => expect(receiver.requests).toHaveLength(1), patience)
    const stopped = edge.stop()
    expect(edge.stop()).toBe(stopped)
    gate.resolve(accepted)
    expect((await inFlight).status).toBe(200)
    await stopped
    await expect(post('x')).rejects.toThrow()
  })

  it('stops without force while a refused sender is still sending its body', async () => {
    const calm = await start()
    const socket = await rawConnect(calm.address)
    socket.write('POST /nowhere HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nhalf ')
    await new Promise((resolve) => socket.once('data', resolve))
    const stopped = calm.stop()
    socket.write('again')
    await stopped
  })

  it('stops by force when what is in flight does not end', async () => {
    const limits = { stopMs: 30, answerMs: 60_000 }
    const stuck = await startOtlpHttp({ endpoint: '127.0.0.1:0', receiver, limits })
    receiver.answers.push(new Promise(() => {}))
    const socket = await rawConnect(stuck.address)
    const answer = rawAnswer(socket)
    socket.write(`POST /v1/traces HTTP/1.1\r\nHost: x\r\n${protobufHead}\r\nContent-Length: 1\r\n\r\nx`)
    await vi.waitFor(() => expect(receiver.requests).toHaveLength(1), patience)
    await stuck.stop()
    expect((await answer).status).toBe(0)
  })
})

describe('hostile HTTP input', () => {
  afterEach(expectStillServing)

  it('H1 answers 400 to plain bytes that claim to be compressed', async () => {
    for (const encoding of ['gzip', 'deflate', 'zstd']) {
      expect((await post('plain bytes', { 'content-encoding': encoding })).status).toBe(400)
    }
    expect(receiver.requests).toEqual([])
  })

  it('H2 answers 400 to truncated compression', async () => {
    for (const [encoding, body] of [
      ['gzip', gzipSync('x'.repeat(1000))],
      ['zstd', zstdCompressSync('x'.repeat(1000))],
    ] as const) {
      expect((await post(body.subarray(0, -4), { 'content-encoding': encoding })).status).toBe(400)
    }
    expect(receiver.requests).toEqual([])
  })

  it('H3 answers 413 to bombs, twenty at once', async () => {
    const bomb = gzipSync(Buffer.alloc(512 * mebibyte))
    const answers = await Promise.all(Array.from({ length: 20 }, () => post(bomb, { 'content-encoding': 'gzip' })))
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([413]))
    expect(new Set(counts.of('otlp_refused').map((labels) => labels.reason))).toEqual(new Set(['body_ratio']))
    expect(receiver.requests).toEqual([])
  })

  it('H3 answers 413 to what is too large without being a bomb', async () => {
    const { randomBytes } = await import('node:crypto')
    const large = randomBytes(5 * mebibyte)
    expect((await rawPost(`${protobufHead}\r\nContent-Length: ${large.length}`, large)).status).toBe(413)
    expect((await post(gzipSync(large, { level: 1 }), { 'content-encoding': 'gzip' })).status).toBe(413)
    const repeated = Buffer.concat(Array.from({ length: 80 }, () => large.subarray(0, 64 * 1024)))
    const small = zstdCompressSync(repeated)
    expect(small.length).toBeLessThan(4 * mebibyte)
    expect((await post(small, { 'content-encoding': 'zstd' })).status).toBe(413)
    expect(receiver.requests).toEqual([])
  })

  it('H3 refuses a zstd frame that asks for a huge window', async () => {
    const { constants } = await import('node:zlib')
    const params = { [constants.ZSTD_c_windowLog]: 26, [constants.ZSTD_c_compressionLevel]: 19 }
    const body = zstdCompressSync(Buffer.alloc(64 * mebibyte), { params })
    expect((await post(body, { 'content-encoding': 'zstd' })).status).toBe(400)
  })

  it('H4 inflates gzip in gzip once only', async () => {
    const inner = gzipSync('inner')
    expect((await post(gzipSync(inner), { 'content-encoding': 'gzip' })).status).toBe(200)
    expect(receiver.requests.map(({ body }) => body.equals(inner))).toEqual([true])
  })

  it('H5 counts every member of a multi-member gzip', async () => {
    const members = Buffer.concat([gzipSync('first '), gzipSync('second')])
    expect((await post(members, { 'content-encoding': 'gzip' })).status).toBe(200)
    expect(receiver.requests.map(({ body }) => body.toString())).toEqual(['first second'])
    const bomb = Buffer.concat([gzipSync('first'), gzipSync(Buffer.alloc(64 * mebibyte))])
    expect((await post(bomb, { 'content-encoding': 'gzip' })).status).toBe(413)
  })

  it('H10 answers 415 to an unknown content encoding', async () => {
    for (const encoding of ['br', 'snappy', 'compress', '__proto__']) {
      expect((await post('x', { 'content-encoding': encoding })).status).toBe(415)
    }
  })

  it('H11 takes an empty chunked body as an empty request', async () => {
    expect((await rawPost(`${protobufHead}\r\nTransfer-Encoding: chunked`, '0\r\n\r\n')).status).toBe(200)
  })

  it('H12 takes a compressed body of no bytes as an empty request', async () => {
    expect((await rawPost(`${gzipHead}\r\nContent-Length: 0`)).status).toBe(200)
    expect(receiver.requests.map(({ body }) => body.length)).toEqual([0])
  })

  it('H13 answers 415 to a list of encodings', async () => {
    expect((await post('x', { 'content-encoding': 'br, gzip' })).status).toBe(415)
    expect((await post('x', { 'content-encoding': 'gzip, gzip' })).status).toBe(415)
    expect((await rawPost(`${gzipHead}\r\nContent-Encoding: gzip\r\nContent-Length: 1`, 'x')).status).toBe(415)
  })

  it('H14 answers 415 to a wrong content type', async () => {
    for (const type of ['text/plain', 'application/grpc', 'application/x-www-form-urlencoded']) {
      expect((await post('x', { 'content-type': type })).status).toBe(415)
    }
    expect((await rawPost('Content-Length: 1', 'x')).status).toBe(415)
  })

  it('H15 tells a sender that falls silent to come again, and hangs up', async () => {
    const strict = await start({ bodyMs: 100 })
    const socket = await rawConnect(strict.address)
    const answer = rawAnswer(socket)
    socket.write(`POST /v1/traces HTTP/1.1\r\nHost: x\r\n${protobufHead}\r\nContent-Length: 100\r\n\r\nshort`)
    expect(await answer).toMatchObject({ status: 503, head: expect.stringContaining('retry-after: 1') })
    expect(counts.of('otlp_refused')).toEqual([{ transport: 'http', reason: 'body_deadline' }])
    expect(receiver.requests).toEqual([])
    await strict.stop()
  })

  it('H15 hangs up on a sender that keeps a refused request open', async () => {
    const strict = await start({ lingerMs: 50 })
    const socket = await rawConnect(strict.address)
    const closed = new Promise((resolve) => socket.once('close', resolve))
    socket.resume()
    socket.write(`POST /nowhere HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nshort`)
    await closed
    await strict.stop()
  })

  it('H15 hands nothing over when the sender leaves in the middle', async () => {
    const socket = await rawConnect(edge.address)
    socket.write(`POST /v1/traces HTTP/1.1\r\nHost: x\r\n${gzipHead}\r\nContent-Length: 100\r\n\r\n`)
    socket.write(gzipSync('x'.repeat(100)).subarray(0, 15))
    await sleep(20)
    socket.destroy()
    await vi.waitFor(
      () => expect(counts.of('otlp_refused')).toEqual([{ transport: 'http', reason: 'aborted' }]),
      patience,
    )
    expect(receiver.requests).toEqual([])
  })

  it('H16 refuses a body of a million one-byte chunks, and hangs up', async () => {
    const head = `POST /v1/traces HTTP/1.1\r\nHost: x\r\n${protobufHead}\r\nTransfer-Encoding: chunked\r\n\r\n`
    const socket = await rawConnect(edge.address)
    const answer = rawAnswer(socket)
    socket.write(head)
    socket.write('1\r\nx\r\n'.repeat(1_000_000))
    expect([0, 400]).toContain((await answer).status)
    await vi.waitFor(
      () => expect(counts.of('otlp_refused')).toEqual([{ transport: 'http', reason: 'fragmented_body' }]),
      patience,
    )
    expect(receiver.requests).toEqual([])
  })

  it('H16 joins a body of many small chunks', async () => {
    const head = `${protobufHead}\r\nTransfer-Encoding: chunked`
    expect((await rawPost(head, '1\r\nx\r\n'.repeat(10_000), '0\r\n\r\n')).status).toBe(200)
    expect(receiver.requests.map(({ body }) => body.equals(Buffer.alloc(10_000, 'x')))).toEqual([true])
  })

  it('H17 answers 400 to two lengths, and to a length beside a transfer encoding', async () => {
    expect((await rawPost(`${protobufHead}\r\nContent-Length: 1\r\nContent-Length: 2`, 'xx')).status).toBe(400)
    const both = `${protobufHead}\r\nContent-Length: 5\r\nTransfer-Encoding: chunked`
    expect((await rawPost(both, '0\r\n\r\n')).status).toBe(400)
    expect((await rawPost(`${protobufHead}\r\nTransfer-Encoding: chunked`, 'zz\r\n')).status).toBe(400)
    expect(receiver.requests).toEqual([])
  })

  it('H18 takes odd header names and refuses too many bytes of them', async () => {
    const odd = `${protobufHead}\r\n__proto__: x\r\nconstructor: y\r\nContent-Length: 1`
    expect((await rawPost(odd, 'x')).status).toBe(200)
    expect((await rawPost(`X-Big: ${'x'.repeat(200_000)}\r\nContent-Length: 1`, 'x')).status).toBe(431)
  })

  it('H19 answers odd paths with 404', async () => {
    const head = `HTTP/1.1\r\nHost: x\r\n${protobufHead}\r\nContent-Length: 1\r\n\r\nx`
    for (const path of [
      '/__proto__',
      '/..',
      '/%2e%2e%2f',
      '/v1/traces%00',
      '//',
      '/v1/traces/..',
      '*',
      `/${'a'.repeat(8000)}`,
    ]) {
      expect((await rawExchange(edge.address, `POST ${path} ${head}`)).status, path).toBe(404)
    }
    expect((await rawExchange(edge.address, `POST /v1/traces\0 ${head}`)).status).toBe(400)
    expect(receiver.requests).toEqual([])
  })

  it('H22 warns of HTTP/2 and of TLS, once each, and of nothing else', async () => {
    for (const bytes of ['PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', '\x16\x03\x01\0\xc8', '\0\0', 'PRI * HTTP/2.0\r\n\r\n']) {
      const socket = await rawConnect(edge.address)
      const answer = rawAnswer(socket)
      socket.end(Buffer.from(bytes, 'latin1'))
      await answer
    }
    expect(warnings).toEqual([
      'HTTP/2 on the HTTP port: use otlp.grpc.endpoint for gRPC',
      expect.stringContaining('TLS on the HTTP port'),
    ])
  })

  it('H22 answers TLS, HTTP/2 and noise with 400 or by hanging up', async () => {
    const { randomBytes } = await import('node:crypto')
    const clientHello = Buffer.from('16030100c8010000c40303', 'hex')
    for (const noise of [
      clientHello,
      'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
      randomBytes(4096),
      '\0\0\0',
      '\r\n\r\n\r\nx\r\n\r\n',
    ]) {
      const socket = await rawConnect(edge.address)
      const answer = rawAnswer(socket)
      socket.end(noise)
      expect([0, 400]).toContain((await answer).status)
    }
    expect(receiver.requests).toEqual([])
  })
})
