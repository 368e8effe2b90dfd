import { createServer, type Socket } from 'node:net'
import { Server, ServerCredentials } from '@grpc/grpc-js'
import { boundedMessage, grpcStatus } from './answer-status.ts'
import { askReceiver } from './ask-receiver.ts'
import { countAnswer } from './count.ts'
import { type EdgeParts, edgeParts, type OtlpEdge, type OtlpEdgeOptions } from './edge.ts'
import { createGrpcGate, type GrpcGate } from './grpc-gate.ts'
import { createHealthCheck, healthMethods } from './grpc-health.ts'
import { type BytesHandler, bytesMethod } from './grpc-method.ts'
import { type OtlpKind, otlpKinds } from './kind.ts'
import type { OtlpLimits } from './limits.ts'
import { listenLoopback } from './listen.ts'
import { exportResponse } from './wire-response.ts'

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
  const sockets = new Set<Socket>()
  const listener = createServer((socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
    connections.injectConnection(socket)
  })
  listener.maxConnections = parts.limits.connectionsMax
  const address = await listenLoopback(listener, options.endpoint)

  let stopped: Promise<void> | null = null
  async function drain(): Promise<void> {
    stopping = true
    const closed = new Promise<void>((resolve) => listener.close(() => resolve()))
    grpc.tryShutdown(() => {})
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
    // The receiver holds the body until it settles, also when the sender was answered or has gone before.
    const letGo = gate.leaseOf(call.metadata)?.hold()
    const asked = askReceiver(parts, 'grpc', kind, 'protobuf', call.request)
    asked.settled.then(letGo)
    const answer = await asked.answer
    countAnswer(parts.count, 'grpc', kind, answer)
    if (answer.kind !== 'accepted') return callback(grpcStatus(answer, parts.random))
    callback(null, exportResponse(kind, 'protobuf', answer.rejected, boundedMessage(answer.message)))
  }
}
