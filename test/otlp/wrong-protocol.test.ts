import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { seldom, spokenBy, wrongProtocol } from '../../src/otlp/wrong-protocol.ts'

const spoken = (text: string) => spokenBy(Buffer.from(text, 'latin1'))

describe('the first bytes of a connection', () => {
  it.each([
    ['PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 'http2'],
    ['PRI * HT', 'http2'],
    ['P', 'http2'],
    ['POST /v1/traces HTTP/1.1\r\n', 'http1'],
    ['GET / HTTP/1.0\r\n', 'http1'],
    ['\x16\x03\x01\x00\xc8', 'tls'],
    ['\x16', 'tls'],
    ['\x16\x02', 'other'],
    ['SSH-2.0-OpenSSH', 'other'],
    ['PRI * HTTP/1.1', 'other'],
    ['', 'other'],
  ])('%j speak %s', (text, expected) => {
    expect(spoken(text)).toBe(expected)
  })

  it('speak something, whatever they are', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (start) => {
        expect(['http2', 'http1', 'tls', 'other']).toContain(spokenBy(start))
      }),
    )
  })
})

it('only what a port does not speak is worth a word', () => {
  expect(wrongProtocol('grpc', 'http2')).toBeNull()
  expect(wrongProtocol('http', 'http1')).toBeNull()
  expect(wrongProtocol('grpc', 'other')).toBeNull()
  expect(wrongProtocol('grpc', 'http1')).toContain('otlp.http.endpoint')
  expect(wrongProtocol('http', 'http2')).toContain('otlp.grpc.endpoint')
})

it('a warning is repeated only after its time', () => {
  let nowMs = 0
  const told: string[] = []
  const warn = seldom(
    (message) => void told.push(message),
    () => nowMs,
    1000,
  )
  for (const ms of [0, 1, 999, 1000, 1500]) {
    nowMs = ms
    warn('a')
  }
  warn('b')
  expect(told).toEqual(['a', 'a', 'b'])
})
