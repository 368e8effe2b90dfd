/** What a connection speaks by its first bytes. `other` is noise, or too little to tell. */
export type Spoken = 'http2' | 'http1' | 'tls' | 'other'

export function spokenBy(start: Uint8Array): Spoken {
  if (start[0] === tlsHandshake && (start[1] ?? tlsMajor) === tlsMajor) return 'tls'
  const text = Buffer.from(start.buffer, start.byteOffset, Math.min(start.length, lookedAt)).toString('latin1')
  if (text !== '' && (text.startsWith(http2Preface) || http2Preface.startsWith(text))) return 'http2'
  return http1Methods.some((method) => text.startsWith(`${method} `)) ? 'http1' : 'other'
}

/** What to tell the operator of a port that is spoken to like this; null when it is nothing to help with. */
export function wrongProtocol(port: 'grpc' | 'http', spoken: Spoken): string | null {
  const name = port === 'grpc' ? 'gRPC' : 'HTTP'
  if (spoken === 'tls') return `TLS on the ${name} port: it speaks plain text; use http:// or insecure in the exporter`
  if (port === 'grpc' && spoken === 'http1') return 'HTTP/1 on the gRPC port: use otlp.http.endpoint'
  if (port === 'http' && spoken === 'http2') return 'HTTP/2 on the HTTP port: use otlp.grpc.endpoint for gRPC'
  return null
}

/** Lets each message through at most once in `everyMs`; there are only as many messages as are written down here. */
export function seldom(
  warn: (message: string) => void,
  monotonicMs: () => number,
  everyMs: number = warnEveryMs,
): (message: string) => void {
  const warnedMs = new Map<string, number>()
  return (message) => {
    const last = warnedMs.get(message)
    if (last !== undefined && monotonicMs() - last < everyMs) return
    warnedMs.set(message, monotonicMs())
    warn(message)
  }
}

const warnEveryMs = 10 * 60_000

// RFC 8446 §5.1: a record of type handshake (22), its version starting with 3.
const tlsHandshake = 22
const tlsMajor = 3
// RFC 9113 §3.4
const http2Preface = 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'
const lookedAt = http2Preface.length
const http1Methods = ['GET', 'POST', 'PUT', 'HEAD', 'OPTIONS', 'DELETE', 'PATCH', 'CONNECT', 'TRACE']
