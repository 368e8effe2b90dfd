import { status } from '@grpc/grpc-js'
import { type BytesHandler, type BytesMethod, bytesMethod } from './grpc-method.ts'
import { stringField } from './protobuf-writer.ts'
import { healthResponse } from './wire-response.ts'

/** `grpc.health.v1.Health`, Check only: of the whole server (no name) and of each service by name. */
export const healthMethods: Record<'check', BytesMethod> = { check: bytesMethod('/grpc.health.v1.Health/Check') }

export function createHealthCheck(services: readonly string[], ready: () => boolean): BytesHandler {
  const known = ['', ...services].map((service) => stringField(1, service))
  return (call, callback) => {
    const asked = call.request
    if (known.some((request) => asked.equals(request))) return callback(null, healthResponse(ready()))
    callback({ code: status.NOT_FOUND, details: `unknown service: expected none or ${services.join(', ')}` })
  }
}
