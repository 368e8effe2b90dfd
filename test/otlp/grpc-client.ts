import { Client, credentials, type Metadata, type ServiceError } from '@grpc/grpc-js'

export const traceExportPath = '/opentelemetry.proto.collector.trace.v1.TraceService/Export'

export type GrpcResult =
  | { readonly ok: true; readonly body: Buffer }
  | { readonly ok: false; readonly code: number; readonly details: string; readonly metadata: Metadata }

export interface BytesClient {
  call(body: Uint8Array | string, path?: string): Promise<GrpcResult>
  close(): void
}

/** A gRPC client whose messages stay bytes. */
export function bytesClient(address: string): BytesClient {
  const client = new Client(address, credentials.createInsecure(), { 'grpc.use_local_subchannel_pool': 1 })
  const same = (bytes: Buffer) => bytes
  return {
    call: (body, path = traceExportPath) =>
      new Promise((resolve) => {
        client.makeUnaryRequest(path, same, same, Buffer.from(body), (error: ServiceError | null, response) => {
          if (error === null) resolve({ ok: true, body: response ?? Buffer.alloc(0) })
          else resolve({ ok: false, code: error.code, details: error.details, metadata: error.metadata })
        })
      }),
    close: () => client.close(),
  }
}
