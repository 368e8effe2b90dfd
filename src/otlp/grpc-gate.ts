import type { ServerHttp2Stream } from 'node:http2'
import {
  type Metadata,
  type Responder,
  ServerInterceptingCall,
  type ServerInterceptingCallInterface,
  type ServerInterceptor,
  type ServerListener,
} from '@grpc/grpc-js'
import { grpcStatus } from './answer-status.ts'
import type { ReceiveAnswer } from './contract.ts'
import { countAnswer, countRefusal, type RefusalReason } from './count.ts'
import type { EdgeParts } from './edge.ts'
import { isFragmented } from './fragments.ts'
import { resetStream, streamOf } from './grpc-stream.ts'
import type { OtlpKind } from './kind.ts'
import { createLease, type Lease } from './lease.ts'
import { createPermits } from './permits.ts'

/**
 * Stands before every export call: nothing of a body is read without a permit, and no body may take longer or come in
 * smaller pieces than bounded.
 */
export interface GrpcGate {
  readonly interceptor: ServerInterceptor
  /** The permit a call came through with, by the call's metadata. */
  leaseOf(metadata: Metadata): Lease | null
}

export function createGrpcGate(parts: EdgeParts, kindOfPath: ReadonlyMap<string, OtlpKind>): GrpcGate {
  const permits = createPermits(parts.limits)
  const leases = new WeakMap<Metadata, Lease>()

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

    function refuse(reason: RefusalReason, answer: ReceiveAnswer): void {
      answered = true
      countRefusal(parts.count, 'grpc', reason)
      countAnswer(parts.count, 'grpc', kind, answer)
      call.sendStatus(grpcStatus(answer, parts.random))
      resetStream(stream)
    }

    async function admit(metadata: Metadata, next: (metadata: Metadata) => void): Promise<void> {
      const giveBack = await permits.take(gone.signal)
      if (gone.signal.aborted) return giveBack?.()
      if (giveBack === null) return refuse('no_permit', noPermit)
      const lease = createLease(giveBack)
      leases.set(metadata, lease)
      letGo = lease.hold()
      deadline = setTimeout(() => refuse('body_deadline', tooSlow), parts.limits.bodyMs)
      onFragments(stream, () => refuse('fragmented_body', fragmented))
      next(metadata)
    }

    const listener: ServerListener = {
      onReceiveMetadata: admit,
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
    leaseOf: (metadata) => leases.get(metadata) ?? null,
  }
}

const noPermit: ReceiveAnswer = { kind: 'retry', message: 'too many exports at once', afterMs: 0 }
const tooSlow: ReceiveAnswer = { kind: 'retry', message: 'the message was not complete in time', afterMs: 0 }
const fragmented: ReceiveAnswer = { kind: 'malformed', message: 'the message came in too many tiny frames' }

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
