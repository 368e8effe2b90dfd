import type { HttpRefusal } from './answer-status.ts'
import { type ContentEncoding, contentEncodingOf, contentEncodings } from './content-encoding.ts'
import type { OtlpEncoding } from './contract.ts'
import type { RefusalReason } from './count.ts'
import { type OtlpKind, otlpKinds } from './kind.ts'

export interface RouteRequest {
  readonly method: string
  /** As on the request line, query included. */
  readonly url: string
  readonly contentType: string | undefined
  readonly contentEncoding: string | undefined
}

/** The media type an answer goes out with: the request's own, JSON where that is not one of ours. */
export interface ResponseMedia {
  readonly type: string
  readonly encoding: OtlpEncoding
}

export interface ExportRoute {
  readonly kind: 'export'
  readonly carries: OtlpKind
  readonly media: ResponseMedia
  readonly contentEncoding: ContentEncoding
}

export interface RefusedRoute {
  readonly kind: 'refused'
  readonly media: ResponseMedia
  readonly reason: RefusalReason
  readonly answer: HttpRefusal
}

/** Where a request goes by its head alone: cheapest check first, nothing of the body is read yet. */
export function httpRoute(request: RouteRequest): ExportRoute | RefusedRoute {
  const media = mediaOf(request.contentType)
  const refuse = (reason: RefusalReason, kind: HttpRefusal['kind'], message: string): RefusedRoute => ({
    kind: 'refused',
    media: media ?? jsonMedia,
    reason,
    answer: { kind, message },
  })
  const carries = carriesOf(request.url)
  if (carries === null) return refuse('path', 'not_found', `expected a path that ends in ${paths.join(', ')}`)
  if (request.method !== 'POST') return refuse('method', 'method_not_allowed', 'expected method POST')
  if (media === null) {
    return refuse('unsupported_type', 'unsupported_media', `expected Content-Type ${mediaTypes.join(', ')}`)
  }
  const contentEncoding = contentEncodingOf(request.contentEncoding)
  if (contentEncoding === null) {
    const expected = `expected Content-Encoding ${contentEncodings.join(', ')} or none`
    return refuse('unsupported_encoding', 'unsupported_media', expected)
  }
  return { kind: 'export', carries, media, contentEncoding }
}

const paths = otlpKinds.map((kind) => `/v1/${kind}`)

/** OTLP lets a base path stand before the fixed end (OTLP/HTTP Request). */
function carriesOf(url: string): OtlpKind | null {
  const path = url.split('?', 1)[0] ?? ''
  return otlpKinds.find((kind) => path.endsWith(`/v1/${kind}`)) ?? null
}

const encodingOfMedia = new Map<string, OtlpEncoding>([
  ['application/x-protobuf', 'protobuf'],
  ['application/protobuf', 'protobuf'],
  ['application/json', 'json'],
])
const mediaTypes = [...encodingOfMedia.keys()]
const jsonMedia: ResponseMedia = { type: 'application/json', encoding: 'json' }

function mediaOf(contentType: string | undefined): ResponseMedia | null {
  const type = (contentType ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? ''
  const encoding = encodingOfMedia.get(type)
  return encoding === undefined ? null : { type, encoding }
}
