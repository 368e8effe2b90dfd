import { constants, type ServerHttp2Stream } from 'node:http2'
import { Duplex } from 'node:stream'
import type { ServerInterceptingCallInterface } from '@grpc/grpc-js'

/**
 * The HTTP/2 stream under a call. grpc-js shows it nowhere, yet without it a refused sender uploads the rest of its
 * body. Null when another version keeps it elsewhere; a test fails then.
 */
export function streamOf(call: ServerInterceptingCallInterface): ServerHttp2Stream | null {
  const stream: unknown = Reflect.get(call, 'stream')
  return isHttp2Stream(stream) ? stream : null
}

/** Ends a call that was answered: the rest of its body is not wanted (RFC 9113 §8.1). */
export function resetStream(stream: ServerHttp2Stream | null): void {
  stream?.close(constants.NGHTTP2_NO_ERROR)
}

function isHttp2Stream(value: unknown): value is ServerHttp2Stream {
  return value instanceof Duplex && 'rstCode' in value && 'close' in value
}
