import { Client, credentials, Metadata, type ServiceError, status } from '@grpc/grpc-js'
import type { Delivery } from '../deliveries.ts'
import { type Answer, answerMs } from './answer.ts'
import { encodeJson } from './encode-json.ts'
import { encodeProtobuf } from './encode-protobuf.ts'
import { rejectedInJson, rejectedInProtobuf } from './partial-success.ts'

export interface SendTo {
  /** `host:port` each. */
  readonly grpc: string
  readonly http: string
  /** Bearer key, where the service asks for one. */
  readonly key: string | null
}

export interface Sender {
  send(delivery: Delivery): Promise<Answer>
  close(): void
}

/** Sends each delivery once over the transport it names, and says how it was answered. */
export function sender(to: SendTo): Sender {
  const client = new Client(to.grpc, credentials.createInsecure(), {
    // The service comes back within a second: looking for it once a minute would be no test of it.
    'grpc.initial_reconnect_backoff_ms': 50,
    'grpc.max_reconnect_backoff_ms': 200,
  })
  return {
    send: (delivery) => (delivery.transport === 'grpc' ? sendGrpc(client, delivery, to) : sendHttp(delivery, to)),
    close: () => client.close(),
  }
}

const exportPath = '/opentelemetry.proto.collector.trace.v1.TraceService/Export'
const asItIs = (bytes: Buffer) => bytes

function sendGrpc(client: Client, { spans, broken }: Delivery, { key }: SendTo): Promise<Answer> {
  const metadata = new Metadata()
  if (key !== null) metadata.set('authorization', `Bearer ${key}`)
  const body = Buffer.from(encodeProtobuf(spans, broken))
  const options = { deadline: Date.now() + answerMs }
  return new Promise((resolve) => {
    const done = (error: ServiceError | null, response?: Buffer) => {
      if (error !== null) resolve(grpcRefusal(error))
      else resolve({ kind: 'acknowledged', rejected: rejectedInProtobuf(response ?? Buffer.alloc(0)) })
    }
    client.makeUnaryRequest(exportPath, asItIs, asItIs, body, metadata, options, done)
  })
}

/** OTLP specification, "Failures" of OTLP/gRPC: these may be sent again. */
const retryable: ReadonlySet<number> = new Set([
  status.CANCELLED,
  status.DEADLINE_EXCEEDED,
  status.ABORTED,
  status.OUT_OF_RANGE,
  status.UNAVAILABLE,
  status.DATA_LOSS,
])

function grpcRefusal(error: ServiceError): Answer {
  const cut = error.code === status.INTERNAL && /RST_STREAM|ECONNRESET|socket|stream/i.test(error.details)
  const kind = retryable.has(error.code) || cut ? 'refused' : 'denied'
  return { kind, why: `gRPC ${error.code}` }
}

const retryableStatus: ReadonlySet<number> = new Set([429, 502, 503, 504])

async function sendHttp({ spans, broken, transport }: Delivery, { http, key }: SendTo): Promise<Answer> {
  const json = transport === 'json'
  try {
    const response = await fetch(`http://${http}/v1/traces`, {
      method: 'POST',
      headers: {
        'content-type': json ? 'application/json' : 'application/x-protobuf',
        ...(key === null ? {} : { authorization: `Bearer ${key}` }),
      },
      body: Buffer.from(json ? encodeJson(spans, broken) : encodeProtobuf(spans, broken)),
      signal: AbortSignal.timeout(answerMs),
    })
    const body = Buffer.from(await response.arrayBuffer())
    if (response.ok)
      return { kind: 'acknowledged', rejected: json ? rejectedInJson(body.toString()) : rejectedInProtobuf(body) }
    return { kind: retryableStatus.has(response.status) ? 'refused' : 'denied', why: `HTTP ${response.status}` }
  } catch (error) {
    return { kind: 'refused', why: `HTTP ${error instanceof Error ? error.name : 'error'}` }
  }
}
