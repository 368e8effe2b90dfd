import type { handleUnaryCall, MethodDefinition } from '@grpc/grpc-js'

export type BytesMethod = MethodDefinition<Buffer, Uint8Array>
export type BytesHandler = handleUnaryCall<Buffer, Uint8Array>

/** A unary method whose messages stay bytes: they are read by whoever understands them. */
export function bytesMethod(path: string): BytesMethod {
  return {
    path,
    requestStream: false,
    responseStream: false,
    requestSerialize: (bytes) => bytes,
    requestDeserialize: (bytes) => bytes,
    responseSerialize: (bytes) => Buffer.from(bytes),
    responseDeserialize: (bytes) => bytes,
  }
}
