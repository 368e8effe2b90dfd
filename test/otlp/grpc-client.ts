import { Client, compressionAlgorithms, credentials, Metadata, type ServiceError } from '@grpc/grpc-js'

export const traceExportPath = '/opentelemetry.proto.collector.trace.v1.TraceService/Export'

export type GrpcResult =
  | { readonly ok: true; readonly body: Buffer }
  | { readonly ok: false; readonly code: number; readonly details: string; readonly metadata: Metadata }

export interface BytesClient {
  call(body: Uint8Array | string, path?: string, options?: CallOptions): Promise<GrpcResult>
  close(): void
}

export interface CallOptions {
  readonly deadlineMs?: number
  readonly headers?: Readonly<Record<string, string>>
}

/** A gRPC client whose messages stay bytes. */
export function bytesClient(address: string, compression: 'identity' | 'gzip' = 'identity'): BytesClient {
  const client = new Client(address, credentials.createInsecure(), {
    'grpc.use_local_subchannel_pool': 1,
    'grpc.default_compression_algorithm': compressionAlgorithms[compression],
  })
  const same = (bytes: Buffer) => bytes
  return {
    call: (body, path = traceExportPath, { deadlineMs, headers = {} } = {}) =>
      new Promise((resolve) => {
        const metadata = new Metadata()
        for (const [name, value] of Object.entries(headers)) metadata.set(name, value)
        const deadline = deadlineMs === undefined ? {} : { deadline: Date.now() + deadlineMs }
        const done = (error: ServiceError | null, response?: Buffer) => {
          if (error === null) resolve({ ok: true, body: response ?? Buffer.alloc(0) })
          else resolve({ ok: false, code: error.code, details: error.details, metadata: error.metadata })
        }
        client.makeUnaryRequest(path, same, same, Buffer.from(body), metadata, deadline, done)
      }),
    close: () => client.close(),
  }
}
