import type { ServerHttp2Stream } from 'node:http2'
import {
  type Metadata,
  type Responder,
  ServerInterceptingCall,
  type ServerInterceptingCallInterface,
  type ServerInterceptor,
  type ServerListener,
} from '@grpc/grpc-js'
import { admit } from './admit.ts'
import { type ExportAnswer, grpcStatus } from './answer-status.ts'
import { countAnswer, countRefusal, type RefusalReason } from './count.ts'
import type { EdgeParts } from './edge.ts'
import { isFragmented } from './fragments.ts'
import { resetStream, streamOf } from './grpc-stream.ts'
import type { OtlpKind } from './kind.ts'
import { createLease, type Lease } from './lease.ts'
import { createPermits } from './permits.ts'

/**
 * Stands before every export call: nothing of a body is read without a key and a permit, and no body may take longer or
 * come in smaller pieces than bounded.
 */
export interface GrpcGate {
  readonly interceptor: ServerInterceptor
  /** What a call came through with, by its metadata; null for a call that did not. */
  admittedBy(metadata: Metadata): AdmittedCall | null
}

export interface AdmittedCall {
  readonly tenant: string
  readonly lease: Lease
}

export function createGrpcGate(parts: EdgeParts, kindOfPath: ReadonlyMap<string, OtlpKind>): GrpcGate {
  const permits = createPermits(parts.limits)
  const calls = new WeakMap<Metadata, AdmittedCall>()

  function interceptor(path: string, call: ServerInterceptingCallInterface): ServerInterceptingCall {
    const kind = kindOfPath.get(path)
    return new ServerInterceptingCall(call, kind === undefined ? {} : guard(call, kind))
  }

  function guard(call: ServerInterceptingCallInterface, kind: OtlpKind): Responder {
    const stream = streamOf(call)
    const gone = new AbortController()
    let answered = false
    let deadline: NodeJS.Timeout | undefined
    let letGo = () => {}

    function refuse(reason: RefusalReason, answer: ExportAnswer): void {
      answered = true
      countRefusal(parts.count, 'grpc', reason)
      countAnswer(parts.count, 'grpc', kind, answer)
      call.sendStatus(grpcStatus(answer, parts.random))
      resetStream(stream)
    }

    async function letIn(metadata: Metadata, next: (metadata: Metadata) => void): Promise<void> {
      const admission = admit(credentialHeaders(metadata), parts)
      if (admission.kind === 'refused') return refuse(admission.reason, admission.answer)
      const giveBack = await permits.take(gone.signal)
      if (gone.signal.aborted) return giveBack?.()
      if (giveBack === null) return refuse('no_permit', noPermit)
      const leave = parts.inFlight.enter()
      const lease = createLease(() => {
        leave()
        giveBack()
      })
      calls.set(metadata, { tenant: admission.tenant, lease })
      letGo = lease.hold()
      deadline = setTimeout(() => refuse('body_deadline', tooSlow), parts.limits.bodyMs)
      onFragments(stream, () => refuse('fragmented_body', fragmented))
      next(metadata)
    }

    const listener: ServerListener = {
      onReceiveMetadata: letIn,
      onReceiveHalfClose: (next) => {
        clearTimeout(deadline)
        next()
      },
      // Comes at the end of every call, however it ended.
      onCancel: () => {
        clearTimeout(deadline)
        gone.abort()
        letGo()
        if (!answered) countRefusal(parts.count, 'grpc', 'aborted')
      },
    }
    return {
      start: (next) => next(listener),
      sendStatus: (status, next) => {
        answered = true
        next(status)
      },
    }
  }

  return {
    interceptor: (method, call) => interceptor(method.path, call),
    admittedBy: (metadata) => calls.get(metadata) ?? null,
  }
}

/** A key that came twice is none. */
function credentialHeaders(metadata: Metadata): Parameters<typeof admit>[0] {
  const only = (name: string) => {
    const [value, ...more] = metadata.get(name)
    return typeof value === 'string' && more.length === 0 ? value : undefined
  }
  return { authorization: only('authorization'), 'x-api-key': only('x-api-key') }
}

const noPermit: ExportAnswer = { kind: 'retry', message: 'too many exports at once', afterMs: 0 }
const tooSlow: ExportAnswer = { kind: 'retry', message: 'the message was not complete in time', afterMs: 0 }
const fragmented: ExportAnswer = { kind: 'malformed', message: 'the message came in too many tiny frames' }

function onFragments(stream: ServerHttp2Stream | null, refuse: () => void): void {
  let frames = 0
  let bytes = 0
  const watch = (chunk: Uint8Array) => {
    frames += 1
    bytes += chunk.length
    if (!isFragmented(frames, bytes)) return
    stream?.off('data', watch)
    refuse()
  }
  stream?.on('data', watch)
}
