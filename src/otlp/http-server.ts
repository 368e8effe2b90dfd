import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { admit } from './admit.ts'
import { boundedMessage, type EdgeAnswer, type ExportAnswer, httpStatus } from './answer-status.ts'
import { askReceiver } from './ask-receiver.ts'
import { type ByteBudget, createByteBudget } from './byte-budget.ts'
import { countAnswer, countRefusal } from './count.ts'
import { type EdgeParts, edgeParts, type OtlpEdge, type OtlpEdgeOptions } from './edge.ts'
import { type ExportRoute, httpRoute, type ResponseMedia } from './http-route.ts'
import { listenAt } from './listen.ts'
import { readBody } from './read-body.ts'
import { refuseBadHttp } from './refuse-bad-http.ts'
import { exportResponse, rpcStatusResponse } from './wire-response.ts'
import { seldom, spokenBy, wrongProtocol } from './wrong-protocol.ts'

/**
 * OTLP/HTTP: protobuf and JSON, on any path that ends in `/v1/traces`, `/v1/logs` or `/v1/metrics`.
 *
 * @throws Error that names the endpoint when it cannot be served.
 */
export async function startOtlpHttp(options: OtlpEdgeOptions): Promise<OtlpEdge> {
  const parts = edgeParts(options)
  const server = createHttpServer(parts)
  const { endpoint, setting } = options
  const address = await listenAt(server, { endpoint, setting, keyed: parts.keyed })
  let stopped: Promise<void> | null = null
  const stop = () => {
    stopped ??= drain(server, parts.limits.stopMs)
    return stopped
  }
  return { address, stop }
}

function createHttpServer(parts: EdgeParts): Server {
  const { limits, count } = parts
  const budget = createByteBudget(limits.inFlightBytesMax)
  const server = createServer({
    maxHeaderSize: limits.headerBytesMax,
    headersTimeout: limits.headerMs,
    // Only a backstop: a slow body is answered by readBody, in a way that senders retry.
    requestTimeout: limits.headerMs + limits.bodyMs + limits.lingerMs,
    connectionsCheckingInterval: 1_000,
    keepAliveTimeout: limits.idleMs,
  })
  server.maxHeadersCount = limits.headersMax
  server.maxConnections = limits.connectionsMax
  server.on('request', (request, response) => {
    endLate(request, response, limits.lingerMs)
    serve(request, response, budget, parts)
  })
  const warn = seldom(parts.warn, () => performance.now())
  server.on('clientError', (error, socket) => {
    if (refuseBadHttp(error, socket)) countRefusal(count, 'http', 'bad_http')
    const misread = wrongProtocol('http', spokenBy(unreadable(error)))
    if (misread !== null) warn(misread)
  })
  return server
}

/** The bytes that the HTTP parser gave up on. */
function unreadable(error: Error): Uint8Array {
  const packet: unknown = Reflect.get(error, 'rawPacket')
  return packet instanceof Uint8Array ? packet : new Uint8Array(0)
}

async function serve(
  request: IncomingMessage,
  response: ServerResponse,
  budget: ByteBudget,
  parts: EdgeParts,
): Promise<void> {
  const route = routeOf(request)
  if (route.kind === 'export') return serveExport(request, response, route, budget, parts)
  countRefusal(parts.count, 'http', route.reason)
  request.on('error', () => {}).resume()
  sendRefusal(response, route.media, route.answer, parts.random)
}

function routeOf({ method = '', url = '', headers }: IncomingMessage): ReturnType<typeof httpRoute> {
  const contentEncoding = headers['content-encoding']
  return httpRoute({ method, url, contentType: headers['content-type'], contentEncoding })
}

async function serveExport(
  request: IncomingMessage,
  response: ServerResponse,
  route: ExportRoute,
  budget: ByteBudget,
  parts: EdgeParts,
): Promise<void> {
  const admission = admit(request.headers, parts)
  if (admission.kind === 'refused') {
    countRefusal(parts.count, 'http', admission.reason)
    request.on('error', () => {}).resume()
    return answerExport(response, route, admission.answer, parts)
  }
  const leave = parts.inFlight.enter()
  const share = budget.share()
  const read = await readBody(request, route.contentEncoding, share, parts.limits)
  if (read.kind === 'read') {
    const { carries: kind, media } = route
    const { tenant } = admission
    const asked = askReceiver({ transport: 'http', kind, encoding: media.encoding, tenant, body: read.body }, parts)
    // The receiver holds the body until it settles, also when the sender was answered before.
    asked.settled.then(share.release).then(leave)
    return answerExport(response, route, await asked.answer, parts)
  }
  share.release()
  leave()
  countRefusal(parts.count, 'http', read.kind === 'aborted' ? 'aborted' : read.reason)
  // Reading on would cost what the refusal is there to save.
  if (read.kind === 'refused' && read.reason === 'fragmented_body') response.shouldKeepAlive = false
  if (read.kind === 'refused') answerExport(response, route, read.answer, parts)
}

function answerExport(response: ServerResponse, route: ExportRoute, answer: ExportAnswer, parts: EdgeParts): void {
  countAnswer(parts.count, 'http', route.carries, answer)
  if (answer.kind !== 'accepted') {
    sendRefusal(response, route.media, answer, parts.random)
    return
  }
  const message = boundedMessage(answer.message)
  const body = exportResponse(route.carries, route.media.encoding, answer.rejected, message)
  send(response, 200, {}, route.media, body)
}

function sendRefusal(response: ServerResponse, media: ResponseMedia, answer: EdgeAnswer, random: () => number): void {
  const { status, headers, error } = httpStatus(answer, random)
  const body = error === null ? new Uint8Array(0) : rpcStatusResponse(error, media.encoding)
  send(response, status, headers, media, body)
}

function send(
  response: ServerResponse,
  status: number,
  headers: Readonly<Record<string, string>>,
  media: ResponseMedia,
  body: Uint8Array,
): void {
  response.writeHead(status, { ...headers, 'content-type': media.type, 'content-length': body.length })
  response.end(body)
}

/** A sender that was answered before its body was through may finish it, for a while; closing at once would cut off the answer. */
function endLate(request: IncomingMessage, response: ServerResponse, lingerMs: number): void {
  response.once('finish', () => {
    if (request.readableEnded) return
    const timer = setTimeout(() => request.socket.destroy(), lingerMs)
    request.once('close', () => clearTimeout(timer))
  })
}

async function drain(server: Server, stopMs: number): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()))
  // A connection that was busy when stopping began turns idle later, and would then stay open.
  const sweep = setInterval(() => server.closeIdleConnections(), sweepMs)
  const force = setTimeout(() => server.closeAllConnections(), stopMs)
  await closed
  clearInterval(sweep)
  clearTimeout(force)
}

const sweepMs = 20
