import { createServer, type Socket } from 'node:net'
import { Server, ServerCredentials } from '@grpc/grpc-js'
import { boundedMessage, type ExportAnswer, grpcStatus } from './answer-status.ts'
import { askReceiver } from './ask-receiver.ts'
import { countAnswer, countRefusal } from './count.ts'
import { type EdgeParts, edgeParts, type OtlpEdge, type OtlpEdgeOptions } from './edge.ts'
import { createGrpcGate, type GrpcGate } from './grpc-gate.ts'
import { createHealthCheck, healthMethods } from './grpc-health.ts'
import { type BytesHandler, bytesMethod } from './grpc-method.ts'
import { hearFirst } from './hear-first.ts'
import { type OtlpKind, otlpKinds } from './kind.ts'
import type { OtlpLimits } from './limits.ts'
import { listenAt } from './listen.ts'
import { refuseHttp1 } from './refuse-bad-http.ts'
import { exportResponse } from './wire-response.ts'
import { seldom, spokenBy, wrongProtocol } from './wrong-protocol.ts'

/**
 * OTLP/gRPC: unary Export of traces, logs and metrics, none and gzip, and the health check.
 *
 * @throws Error that names the endpoint when it cannot be served.
 */
export async function startOtlpGrpc(options: OtlpEdgeOptions): Promise<OtlpEdge> {
  const parts = edgeParts(options)
  let stopping = false
  const grpc = createGrpcServer({ ...parts, ready: () => !stopping && parts.ready() })
  // Our own listener rather than grpc-js's: it caps connections and says clearly why it cannot bind.
  const connections = grpc.createConnectionInjector(ServerCredentials.createInsecure())
  const isRefused = wrongProtocolGuard(parts)
  const sockets = new Set<Socket>()
  const silent = new Set<Socket>()
  const listener = createServer((socket) => {
    sockets.add(socket)
    silent.add(socket)
    socket.once('close', () => sockets.delete(socket) && silent.delete(socket))
    socket.on('error', () => {})
    hearFirst(socket, parts.limits.headerMs, (start) => {
      silent.delete(socket)
      if (isRefused(socket, start)) return
      connections.injectConnection(socket)
    })
  })
  listener.maxConnections = parts.limits.connectionsMax
  const { endpoint, setting } = options
  const address = await listenAt(listener, { endpoint, setting, keyed: parts.keyed })

  let stopped: Promise<void> | null = null
  async function drain(): Promise<void> {
    stopping = true
    const closed = new Promise<void>((resolve) => listener.close(() => resolve()))
    grpc.tryShutdown(() => {})
    for (const socket of silent) socket.destroy()
    const force = setTimeout(() => {
      for (const socket of sockets) socket.destroy()
    }, parts.limits.stopMs)
    await closed
    clearTimeout(force)
  }
  const stop = () => {
    stopped ??= drain()
    return stopped
  }
  return { address, stop }
}

/** Tells senders on the wrong port what is wrong, as far as their protocol allows, and the operator now and then. */
function wrongProtocolGuard(parts: EdgeParts): (socket: Socket, start: Uint8Array) => boolean {
  const warn = seldom(parts.warn, () => performance.now())
  return (socket, start) => {
    const spoken = spokenBy(start)
    const misread = wrongProtocol('grpc', spoken)
    if (misread === null) return false
    countRefusal(parts.count, 'grpc', 'wrong_protocol')
    warn(misread)
    if (spoken === 'http1') refuseHttp1(socket, misread, parts.limits.lingerMs)
    else socket.destroy()
    return true
  }
}

const serviceOf: Record<OtlpKind, string> = {
  traces: 'opentelemetry.proto.collector.trace.v1.TraceService',
  logs: 'opentelemetry.proto.collector.logs.v1.LogsService',
  metrics: 'opentelemetry.proto.collector.metrics.v1.MetricsService',
}

function exportPath(kind: OtlpKind): string {
  return `/${serviceOf[kind]}/Export`
}

function createGrpcServer(parts: EdgeParts): Server {
  const gate = createGrpcGate(parts, new Map(otlpKinds.map((kind) => [exportPath(kind), kind])))
  const server = new Server({ ...serverOptions(parts.limits), interceptors: [gate.interceptor] })
  for (const kind of otlpKinds) {
    server.addService({ export: bytesMethod(exportPath(kind)) }, { export: createExport(kind, parts, gate) })
  }
  server.addService(healthMethods, { check: createHealthCheck(Object.values(serviceOf), parts.ready) })
  return server
}

/** Pings of senders are answered and never punished; old connections are ended calmly, so that load can move. */
function serverOptions(limits: OtlpLimits): Record<string, number> {
  return {
    'grpc.max_receive_message_length': limits.messageBytesMax,
    'grpc.max_concurrent_streams': limits.streamsMax,
    'grpc.max_connection_idle_ms': limits.idleMs,
    'grpc.max_connection_age_ms': limits.ageMs,
    'grpc.max_connection_age_grace_ms': limits.ageGraceMs,
    'grpc.keepalive_time_ms': keepaliveMs,
    'grpc.keepalive_timeout_ms': keepaliveTimeoutMs,
    'grpc.enable_channelz': 0,
  }
}

const keepaliveMs = 60_000
const keepaliveTimeoutMs = 20_000

function createExport(kind: OtlpKind, parts: EdgeParts, gate: GrpcGate): BytesHandler {
  return async (call, callback) => {
    const admitted = gate.admittedBy(call.metadata)
    if (admitted === null) return callback(grpcStatus(notAdmitted, parts.random))
    const { tenant, lease } = admitted
    // The receiver holds the body until it settles, also when the sender was answered or has gone before.
    const letGo = lease.hold()
    const asked = askReceiver({ transport: 'grpc', kind, encoding: 'protobuf', tenant, body: call.request }, parts)
    asked.settled.then(letGo)
    const answer = await asked.answer
    countAnswer(parts.count, 'grpc', kind, answer)
    if (answer.kind !== 'accepted') return callback(grpcStatus(answer, parts.random))
    callback(null, exportResponse(kind, 'protobuf', answer.rejected, boundedMessage(answer.message)))
  }
}

/** No call comes here past the gate; should one ever do, it is not served on trust. */
const notAdmitted: ExportAnswer = { kind: 'retry', message: 'the call was not admitted', afterMs: 0 }
