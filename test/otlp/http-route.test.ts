import { describe, expect, it } from 'vitest'
import { httpRoute } from '../../src/otlp/http-route.ts'

const good = { method: 'POST', url: '/v1/traces', contentType: 'application/json', contentEncoding: undefined }

describe('a route', () => {
  it.each([
    ['/v1/traces', 'traces'],
    ['/v1/logs', 'logs'],
    ['/v1/metrics?x=/v1/traces', 'metrics'],
    ['/api/public/otel/v1/traces', 'traces'],
    ['http://host/v1/logs', 'logs'],
  ])('%s carries %s', (url, carries) => {
    expect(httpRoute({ ...good, url })).toMatchObject({ kind: 'export', carries })
  })

  it.each([
    '',
    '/',
    '*',
    '/v1/trace',
    '/v1/traces/',
    '/v2/traces',
    '/xv1/traces',
    '/?/v1/traces',
    '/V1/traces',
    '/__proto__',
    '/v1%2ftraces',
  ])('"%s" is not found', (url) => {
    expect(httpRoute({ ...good, url })).toMatchObject({ reason: 'path', answer: { kind: 'not_found' } })
  })

  it.each(['GET', 'PUT', 'OPTIONS', 'HEAD', 'post'])('method %s is not allowed', (method) => {
    expect(httpRoute({ ...good, method })).toMatchObject({ answer: { kind: 'method_not_allowed' } })
  })

  it.each([
    ['application/json', 'application/json', 'json'],
    ['Application/JSON; charset=utf-8', 'application/json', 'json'],
    ['application/x-protobuf', 'application/x-protobuf', 'protobuf'],
    ['application/protobuf;messageType="x;y"', 'application/protobuf', 'protobuf'],
  ])('content type %s is answered as %s', (contentType, type, encoding) => {
    expect(httpRoute({ ...good, contentType })).toMatchObject({ kind: 'export', media: { type, encoding } })
  })

  it.each([undefined, '', 'text/plain', 'application/x-protobuf2', 'constructor'])(
    'content type %s is unsupported and answered as JSON',
    (contentType) => {
      expect(httpRoute({ ...good, contentType })).toMatchObject({
        reason: 'unsupported_type',
        media: { encoding: 'json' },
        answer: { kind: 'unsupported_media' },
      })
    },
  )

  it.each([
    [undefined, 'identity'],
    ['', 'identity'],
    ['identity', 'identity'],
    ['GZIP', 'gzip'],
    ['deflate', 'deflate'],
    ['zstd', 'zstd'],
  ])('content encoding %s is read as %s', (contentEncoding, expected) => {
    expect(httpRoute({ ...good, contentEncoding })).toMatchObject({ kind: 'export', contentEncoding: expected })
  })

  it('refuses an encoding in the encoding of the request', () => {
    const route = httpRoute({ ...good, contentType: 'application/x-protobuf', contentEncoding: 'br' })
    expect(route).toMatchObject({ reason: 'unsupported_encoding', media: { encoding: 'protobuf' } })
  })
})
