import type { IncomingMessage } from 'node:http'
import type { Readable } from 'node:stream'
import { type BodyBuffer, createBodyBuffer } from './body-buffer.ts'
import type { BudgetShare } from './byte-budget.ts'
import { type ContentEncoding, createInflater, type Inflater, inflaterBytes } from './content-encoding.ts'
import type { ReceiveAnswer } from './contract.ts'
import type { RefusalReason } from './count.ts'
import { isFragmented } from './fragments.ts'
import type { OtlpLimits } from './limits.ts'

export type BodyLimits = Pick<
  OtlpLimits,
  'bodyBytesMax' | 'inFlightBytesMax' | 'ratioMax' | 'ratioFromBytes' | 'bodyMs'
>

/** `aborted`: the sender is gone and nobody is left to answer. */
export type BodyRead =
  | { readonly kind: 'read'; readonly body: Uint8Array }
  | { readonly kind: 'refused'; readonly reason: RefusalReason; readonly answer: ReceiveAnswer }
  | { readonly kind: 'aborted' }

/**
 * Reads a request body, inflated, every cap enforced while it streams. Leaves the request flowing and never destroys
 * it, so that a refusal can still be answered. What it took from `share` is the caller's to release.
 */
export function readBody(
  request: IncomingMessage,
  encoding: ContentEncoding,
  share: BudgetShare,
  limits: BodyLimits,
): Promise<BodyRead> {
  const bytesMax = bodyBytesMax(encoding, limits)
  if (Number(request.headers['content-length'] ?? 0) > limits.bodyBytesMax) {
    return Promise.resolve(refused.size(limits.bodyBytesMax))
  }
  if (!share.take(inflaterBytes[encoding])) return Promise.resolve(refused.inFlight(limits))
  return new Promise((resolve) => {
    const inflater = createInflater(encoding)
    const source: Readable = inflater ?? request
    const body = createBodyBuffer(share)
    let received = 0
    let pieces = 0

    const settle = (read: BodyRead) => {
      clearTimeout(timer)
      request.off('data', onReceived).off('end', onReceivedAll).off('close', onClose).off('error', onClose)
      source.off('data', onData).off('end', onEnd)
      if (inflater !== null) dispose(request, inflater)
      request.on('error', ignore).resume()
      resolve(read)
    }
    const onClose = () => {
      if (!request.readableEnded) settle({ kind: 'aborted' })
    }
    const onReceived = (chunk: Buffer) => {
      received += chunk.length
      pieces += 1
      if (isFragmented(pieces, received)) settle(refused.fragmented)
      else if (received > limits.bodyBytesMax) settle(refused.size(limits.bodyBytesMax))
    }
    const onReceivedAll = () => {
      if (received > 0) inflater?.end()
      else settle({ kind: 'read', body: new Uint8Array(0) })
    }
    const onData = (chunk: Buffer) => {
      const refusal = appendWithin(body, chunk, inflater, bytesMax, limits)
      if (refusal !== null) settle(refusal)
    }
    const onEnd = () => settle({ kind: 'read', body: body.join() })
    const timer = setTimeout(() => settle(refused.deadline(limits.bodyMs)), limits.bodyMs)

    request.on('data', onReceived).on('close', onClose).on('error', onClose)
    source.on('data', onData).on('end', onEnd)
    if (inflater === null) return
    request.on('end', onReceivedAll).pipe(inflater, { end: false })
    inflater.on('error', () => settle(refused.corrupt(encoding)))
  })
}

/** A compressed body shares the budget with its inflater: what can never fit both must not be told to come again. */
function bodyBytesMax(encoding: ContentEncoding, limits: BodyLimits): number {
  return Math.min(limits.bodyBytesMax, limits.inFlightBytesMax - inflaterBytes[encoding])
}

function appendWithin(
  body: BodyBuffer,
  chunk: Uint8Array,
  inflater: Inflater | null,
  bytesMax: number,
  limits: BodyLimits,
): BodyRead | null {
  const length = body.length + chunk.length
  if (length > bytesMax) return refused.size(bytesMax)
  if (inflater !== null && length > limits.ratioFromBytes && length > limits.ratioMax * inflater.bytesWritten) {
    return refused.ratio(limits)
  }
  return body.append(chunk) ? null : refused.inFlight(limits)
}

function dispose(request: IncomingMessage, inflater: Inflater): void {
  request.unpipe(inflater)
  inflater.on('error', ignore).destroy()
}

const ignore = () => {}

const refused = {
  size: (bytesMax: number): BodyRead => ({
    kind: 'refused',
    reason: 'body_size',
    answer: { kind: 'too_large', message: `request body is larger than ${bytesMax} bytes` },
  }),
  ratio: ({ ratioMax, ratioFromBytes }: BodyLimits): BodyRead => ({
    kind: 'refused',
    reason: 'body_ratio',
    answer: {
      kind: 'too_large',
      message: `request body inflates more than ${ratioMax} to 1 beyond ${ratioFromBytes} bytes`,
    },
  }),
  corrupt: (encoding: ContentEncoding): BodyRead => ({
    kind: 'refused',
    reason: 'corrupt_body',
    answer: { kind: 'malformed', message: `request body is not valid ${encoding}, as Content-Encoding says it is` },
  }),
  fragmented: {
    kind: 'refused',
    reason: 'fragmented_body',
    answer: { kind: 'malformed', message: 'request body came in too many tiny chunks' },
  } satisfies BodyRead,
  inFlight: ({ inFlightBytesMax }: BodyLimits): BodyRead => ({
    kind: 'refused',
    reason: 'body_in_flight',
    answer: { kind: 'retry', message: `over ${inFlightBytesMax} bytes of bodies are in flight`, afterMs: 0 },
  }),
  deadline: (bodyMs: number): BodyRead => ({
    kind: 'refused',
    reason: 'body_deadline',
    answer: { kind: 'retry', message: `request body was not complete within ${bodyMs} ms`, afterMs: 0 },
  }),
}
