/** H1 to H22 of reliability.md against the whole service: each answer, then a normal export, then the next. */
import { randomBytes } from 'node:crypto'
import type { Socket } from 'node:net'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { frame, type RawGrpcAnswer, rawCall, rawGrpcAnswer, rawSession, tinyFrames } from '../otlp/raw-grpc.ts'
import { type RawAnswer, rawAnswer, rawConnect } from '../otlp/raw-http.ts'
import { type AnswerText, overHttp, rawGrpc, rawHttp } from './answers.ts'
import { type HostileService, startHostileService } from './service.ts'

let service: HostileService
/** Senders that fell silent at the start: their deadline passes while the others are hostile. */
let silent: { readonly grpc: Promise<RawGrpcAnswer>; readonly http: Promise<RawAnswer> }
const mebibyte = 1024 * 1024

beforeAll(async () => {
  service = await startHostileService()
  silent = { grpc: silentGrpc(), http: silentHttp() }
})

afterAll(() => service.stop())

async function silentGrpc(): Promise<RawGrpcAnswer> {
  const session = await rawSession(service.listening.grpc)
  const stream = rawCall(session)
  stream.write(frame('never whole').subarray(0, 8))
  return rawGrpcAnswer(stream).finally(() => session.destroy())
}

async function silentHttp(): Promise<RawAnswer> {
  const socket = await rawConnect(service.listening.http)
  const answer = rawAnswer(socket)
  socket.write(`POST /v1/traces HTTP/1.1\r\nHost: x\r\n${protobufHead}\r\nContent-Length: 100\r\n\r\nshort`)
  return answer
}

const protobufHead = 'Content-Type: application/x-protobuf'
const post = `POST /v1/traces HTTP/1.1\r\nHost: x\r\n${protobufHead}`
const gzip = { 'grpc-encoding': 'gzip' }
const bomb = gzipSync(Buffer.alloc(512 * mebibyte))
const clientHello = Buffer.from('16030100c8010000c40303', 'hex')

interface Case {
  readonly name: string
  send(): Promise<AnswerText | readonly AnswerText[]>
  readonly expected: readonly AnswerText[]
}

/** Codes after which a gRPC sender does not come again: INVALID_ARGUMENT, RESOURCE_EXHAUSTED, UNIMPLEMENTED, INTERNAL. */
const final = ['gRPC 3', 'gRPC 8', 'gRPC 12', 'gRPC 13']

const overGrpc: readonly Case[] = [
  {
    name: 'H1 plain bytes that claim to be compressed',
    send: () => rawGrpc(service, frame('plain bytes', 1), gzip),
    expected: final,
  },
  {
    name: 'H2 truncated gzip',
    send: () => rawGrpc(service, frame(gzipSync('x'.repeat(1000)).subarray(0, -4), 1), gzip),
    expected: final,
  },
  {
    name: 'H3 twenty bombs of 512 MiB at once',
    send: () => Promise.all(Array.from({ length: 20 }, () => rawGrpc(service, frame(bomb, 1), gzip))),
    expected: ['gRPC 8', 'gRPC 14 come again'],
  },
  {
    name: 'H4 gzip in gzip',
    send: () => rawGrpc(service, frame(gzipSync(gzipSync('inner')), 1), gzip),
    expected: ['gRPC 3'],
  },
  {
    name: 'H5 a second member that is a bomb',
    send: () =>
      rawGrpc(service, frame(Buffer.concat([gzipSync('first'), gzipSync(Buffer.alloc(64 * mebibyte))]), 1), gzip),
    expected: ['gRPC 8'],
  },
  {
    name: 'H6 a frame that says it is 4 GiB long',
    send: () => rawGrpc(service, Buffer.from('00ffffffff00', 'hex')),
    expected: ['gRPC 8'],
  },
  { name: 'H7 a frame of three bytes', send: () => rawGrpc(service, Buffer.from([0, 0, 0])), expected: final },
  {
    name: 'H8 two messages in one call',
    send: () => rawGrpc(service, Buffer.concat([frame(''), frame('')])),
    expected: final,
  },
  {
    name: 'H9 flag byte 7',
    send: () => rawGrpc(service, frame('', 7)),
    expected: ['gRPC 0', ...final],
  },
  {
    name: 'H10 unknown encodings',
    send: () =>
      Promise.all(['zstd', 'br', '__proto__'].map((name) => rawGrpc(service, frame('', 1), { 'grpc-encoding': name }))),
    expected: ['gRPC 12'],
  },
  { name: 'H11 an empty message', send: () => rawGrpc(service, frame('')), expected: ['gRPC 0'] },
  {
    name: 'H12 a compressed message of no bytes',
    send: () => rawGrpc(service, frame('', 1), gzip),
    expected: ['gRPC 0', ...final],
  },
  {
    name: 'H14 a wrong content type',
    send: () => rawGrpc(service, frame(''), { 'content-type': 'application/json' }),
    expected: ['HTTP 415'],
  },
  {
    name: 'H18 odd header names',
    send: () => rawGrpc(service, frame(''), { ...Object.fromEntries([['__proto__', 'x']]), constructor: 'y' }),
    expected: ['gRPC 0'],
  },
  {
    name: 'H18 200 kB of headers',
    send: () => rawGrpc(service, frame(''), { 'x-big': 'x'.repeat(200_000) }),
    expected: ['hung up', ...final],
  },
  {
    name: 'H19 odd paths',
    send: () =>
      Promise.all(
        ['/', '/__proto__', '/../v1', '/%2e%2e%2f', '/x%00'].map((path) =>
          rawGrpc(service, frame(''), { ':path': path }),
        ),
      ),
    expected: ['gRPC 12'],
  },
  {
    name: 'H20 absurd grpc-timeout values',
    send: () =>
      Promise.all(
        ['99999999H', '0n', '-1S', 'soon', '123456789123456789S'].map((timeout) =>
          rawGrpc(service, frame(''), { 'grpc-timeout': timeout }),
        ),
      ),
    expected: ['gRPC 0', 'gRPC 4', 'gRPC 13', 'hung up'],
  },
  {
    name: 'H21 bad base64 in metadata',
    send: () => rawGrpc(service, frame(''), { 'x-bin': '***not base64***' }),
    expected: ['gRPC 0'],
  },
]

const http: readonly Case[] = [
  {
    name: 'H1 plain bytes that claim to be compressed',
    send: () =>
      Promise.all(['gzip', 'deflate', 'zstd'].map((name) => overHttp(service, 'x', { 'content-encoding': name }))),
    expected: ['HTTP 400'],
  },
  {
    name: 'H2 truncated gzip',
    send: () => overHttp(service, gzipSync('x'.repeat(1000)).subarray(0, -4), { 'content-encoding': 'gzip' }),
    expected: ['HTTP 400'],
  },
  {
    name: 'H3 twenty bombs of 512 MiB at once',
    send: () => Promise.all(Array.from({ length: 20 }, () => overHttp(service, bomb, { 'content-encoding': 'gzip' }))),
    expected: ['HTTP 413'],
  },
  {
    name: 'H4 gzip in gzip',
    send: () => overHttp(service, gzipSync(gzipSync('inner')), { 'content-encoding': 'gzip' }),
    expected: ['HTTP 400'],
  },
  {
    name: 'H5 a second member that is a bomb',
    send: () =>
      overHttp(service, Buffer.concat([gzipSync('first'), gzipSync(Buffer.alloc(256 * mebibyte))]), {
        'content-encoding': 'gzip',
      }),
    expected: ['HTTP 413'],
  },
  {
    name: 'H10 unknown encodings',
    send: () =>
      Promise.all(
        ['br', 'snappy', 'compress', '__proto__'].map((name) => overHttp(service, 'x', { 'content-encoding': name })),
      ),
    expected: ['HTTP 415'],
  },
  {
    name: 'H11 an empty chunked body',
    send: () => rawHttp(service, `${post}\r\nTransfer-Encoding: chunked`, '0\r\n\r\n'),
    expected: ['HTTP 200'],
  },
  {
    name: 'H12 a compressed body of no bytes',
    send: () => rawHttp(service, `${post}\r\nContent-Encoding: gzip\r\nContent-Length: 0`),
    expected: ['HTTP 200'],
  },
  {
    name: 'H13 a list of encodings',
    send: () =>
      Promise.all(
        ['br, gzip', 'gzip, gzip'].map((name) => overHttp(service, gzipSync(''), { 'content-encoding': name })),
      ),
    expected: ['HTTP 415'],
  },
  {
    name: 'H14 a wrong content type',
    send: () =>
      Promise.all(
        ['text/plain', 'application/grpc', '__proto__'].map((type) => overHttp(service, '', { 'content-type': type })),
      ),
    expected: ['HTTP 415'],
  },
  {
    name: 'H16 a million chunks of one byte',
    send: () => rawHttp(service, `${post}\r\nTransfer-Encoding: chunked`, '1\r\nx\r\n'.repeat(1_000_000)),
    expected: ['HTTP 400', 'hung up'],
  },
  {
    name: 'H17 two lengths, or a length beside a transfer encoding',
    send: () =>
      Promise.all([
        rawHttp(service, `${post}\r\nContent-Length: 1\r\nContent-Length: 2`, 'xx'),
        rawHttp(service, `${post}\r\nContent-Length: 5\r\nTransfer-Encoding: chunked`, '0\r\n\r\n'),
        rawHttp(service, `${post}\r\nTransfer-Encoding: chunked`, 'zz\r\n'),
      ]),
    expected: ['HTTP 400'],
  },
  {
    name: 'H18 odd header names',
    send: () => rawHttp(service, `${post}\r\n__proto__: x\r\nconstructor: y\r\nContent-Length: 0`),
    expected: ['HTTP 200'],
  },
  {
    name: 'H18 200 kB of headers',
    send: () => rawHttp(service, `${post}\r\nX-Big: ${'x'.repeat(200_000)}\r\nContent-Length: 0`),
    expected: ['HTTP 431'],
  },
  {
    name: 'H19 odd paths',
    send: () =>
      Promise.all(
        ['/__proto__', '/..', '/%2e%2e%2f', '/v1/traces%00', '//', '/v1/traces/..', '*'].map((path) =>
          rawHttp(service, `POST ${path} HTTP/1.1\r\nHost: x\r\n${protobufHead}\r\nContent-Length: 0`),
        ),
      ),
    expected: ['HTTP 404'],
  },
  {
    name: 'H19 a NUL in the path',
    send: () => rawHttp(service, `POST /v1/traces\0 HTTP/1.1\r\nHost: x\r\n${protobufHead}\r\nContent-Length: 0`),
    expected: ['HTTP 400'],
  },
]

describe.each([
  { transport: 'gRPC', cases: overGrpc },
  { transport: 'HTTP', cases: http },
])('over $transport', ({ cases }) => {
  it.each(cases)('$name', async ({ send, expected }) => {
    for (const answer of [await send()].flat()) expect(expected).toContain(answer)
    await service.canary()
  })
})

describe('on a plain connection', () => {
  it('H16 a gRPC message in countless frames of one byte is reset', async () => {
    const socket = await rawConnect(service.listening.grpc)
    const answer = rawAnswer(socket)
    socket.write(tinyFrames(service.listening.grpc, 20_000))
    socket.end()
    await answer
    await service.canary()
  })

  it.each([
    ['HTTP/1 on the gRPC port', 'grpc', 'POST /v1/traces HTTP/1.1\r\nHost: x\r\n\r\n'],
    ['TLS on the gRPC port', 'grpc', clientHello],
    ['noise on the gRPC port', 'grpc', randomBytes(4096)],
    ['HTTP/2 on the HTTP port', 'http', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
    ['TLS on the HTTP port', 'http', clientHello],
    ['noise on the HTTP port', 'http', randomBytes(4096)],
    ['noise on the API port', 'api', randomBytes(4096)],
  ] as const)('H22 %s is answered 400 or hung up on', async (_name, port, noise) => {
    const socket: Socket = await rawConnect(service.listening[port])
    const answer = rawAnswer(socket)
    socket.end(noise)
    expect([0, 400]).toContain((await answer).status)
    await service.canary()
  })

  it('H15 senders that fell silent were told to come again', async () => {
    expect(await silent.grpc).toMatchObject({ code: 14, retryInfo: true })
    const { status, head } = await silent.http
    expect(status).toBe(503)
    expect(head).toMatch(/^retry-after: \d/im)
    await service.canary()
  })
})

it('nothing of what was sent in between was lost or counted twice', () => service.expectCanaries())
