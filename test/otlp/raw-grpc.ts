import { type ClientHttp2Session, type ClientHttp2Stream, connect, constants } from 'node:http2'
import { traceExportPath } from './grpc-client.ts'

export interface RawGrpcAnswer {
  /** `grpc-status`, or null when the stream or connection ended without one. */
  readonly code: number | null
  readonly message: string
  readonly httpStatus: number
  readonly retryInfo: boolean
  /** How the peer ended the stream. */
  readonly resetCode: number | undefined
}

/** A plain HTTP/2 connection, for bytes that no gRPC client would send. */
export async function rawSession(address: string): Promise<ClientHttp2Session> {
  const session = connect(`http://${address}`)
  session.on('error', () => {})
  await new Promise((resolve) => session.once('connect', resolve))
  return session
}

export function rawCall(session: ClientHttp2Session, headers: Record<string, string> = {}): ClientHttp2Stream {
  const stream = session.request({
    ':method': 'POST',
    ':path': traceExportPath,
    'content-type': 'application/grpc',
    te: 'trailers',
    ...headers,
  })
  stream.on('error', () => {})
  return stream
}

export function rawGrpcAnswer(stream: ClientHttp2Stream): Promise<RawGrpcAnswer> {
  return new Promise((resolve) => {
    const seen = new Map<string, string>()
    const remember = (headers: object) => {
      for (const [name, value] of Object.entries(headers)) seen.set(name, String(value))
    }
    stream.on('response', remember).on('trailers', remember).resume()
    stream.once('close', () => {
      const code = seen.get('grpc-status')
      resolve({
        code: code === undefined ? null : Number(code),
        message: decodeURI(seen.get('grpc-message') ?? ''),
        httpStatus: Number(seen.get(constants.HTTP2_HEADER_STATUS) ?? 0),
        retryInfo: atob(seen.get('grpc-status-details-bin') ?? '').includes('google.rpc.RetryInfo'),
        resetCode: stream.rstCode,
      })
    })
  })
}

/** One call on a connection of its own: sends bytes, ends, and reads the answer. */
export async function rawGrpcExchange(
  address: string,
  bytes: Uint8Array | string,
  headers: Record<string, string> = {},
): Promise<RawGrpcAnswer> {
  const session = await rawSession(address)
  const stream = rawCall(session, headers)
  const answer = rawGrpcAnswer(stream)
  stream.end(bytes)
  try {
    return await answer
  } finally {
    session.destroy()
  }
}

/** A gRPC frame: flag byte, length, message. */
export function frame(message: Uint8Array | string, flag = 0): Buffer {
  const bytes = Buffer.from(message)
  const head = Buffer.alloc(5)
  head.writeUInt8(flag, 0)
  head.writeUInt32BE(bytes.length, 1)
  return Buffer.concat([head, bytes])
}

/** The bytes of a call whose message comes in DATA frames of one byte each, as no HTTP/2 library would cut it. */
export function tinyFrames(authority: string, frames: number): Buffer {
  const headers = {
    ':method': 'POST',
    ':scheme': 'http',
    ':path': traceExportPath,
    ':authority': authority,
    'content-type': 'application/grpc',
    te: 'trailers',
  }
  const message = Buffer.concat([frame(Buffer.alloc(frames)).subarray(0, 5), Buffer.alloc(frames - 5)])
  return Buffer.concat([
    Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'),
    http2Frame(settingsType, 0, 0, Buffer.alloc(0)),
    http2Frame(headersType, endHeadersFlag, 1, hpackLiterals(headers)),
    ...Array.from(message, (byte) => http2Frame(dataType, 0, 1, Buffer.of(byte))),
  ])
}

const [dataType, headersType, settingsType] = [0, 1, 4] as const
const endHeadersFlag = 4

function http2Frame(type: number, flags: number, stream: number, payload: Buffer): Buffer {
  const head = Buffer.alloc(9)
  head.writeUIntBE(payload.length, 0, 3)
  head.writeUInt8(type, 3)
  head.writeUInt8(flags, 4)
  head.writeUInt32BE(stream, 5)
  return Buffer.concat([head, payload])
}

/** RFC 7541 §6.2.2: literals without indexing, nothing compressed; every string is under 127 bytes. */
function hpackLiterals(headers: Record<string, string>): Buffer {
  const text = (value: string) => [value.length, ...Buffer.from(value)]
  return Buffer.from(Object.entries(headers).flatMap(([name, value]) => [0, ...text(name), ...text(value)]))
}
