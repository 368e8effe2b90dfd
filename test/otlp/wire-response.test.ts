import fc from 'fast-check'
import protobuf from 'protobufjs'
import { describe, expect, it } from 'vitest'
import { otlpKinds } from '../../src/otlp/kind.ts'
import { exportResponse, healthResponse, rpcStatusResponse } from '../../src/otlp/wire-response.ts'

const { root } = protobuf.parse(`
  syntax = "proto3";
  message Partial { int64 rejected = 1; string error_message = 2; }
  message Response { Partial partial_success = 1; }
  message Any { string type_url = 1; bytes value = 2; }
  message Status { int32 code = 1; string message = 2; repeated Any details = 3; }
  message Duration { int64 seconds = 1; int32 nanos = 2; }
  message RetryInfo { Duration retry_delay = 1; }
  message Health { int32 status = 1; }
`)

function read(type: string, bytes: Uint8Array): Record<string, unknown> {
  const message = root.lookupType(type)
  return message.toObject(message.decode(bytes), { longs: Number, defaults: true, arrays: true })
}

const wellFormed = fc.string({ unit: 'binary' })
const readText = (bytes: Uint8Array) => JSON.parse(Buffer.from(bytes).toString('utf8'))

describe('the export response', () => {
  it('is empty when everything was taken', () => {
    for (const kind of otlpKinds) {
      expect(exportResponse(kind, 'protobuf', 0, '')).toHaveLength(0)
      expect(readText(exportResponse(kind, 'json', 0, ''))).toEqual({})
    }
  })

  it('carries the partial success a protobuf reader finds', () => {
    fc.assert(
      fc.property(fc.nat(Number.MAX_SAFE_INTEGER), wellFormed, (rejected, message) => {
        fc.pre(rejected > 0 || message !== '')
        const response = read('Response', exportResponse('traces', 'protobuf', rejected, message))
        expect(response).toEqual({ partialSuccess: { rejected, errorMessage: message } })
      }),
    )
  })

  it('names the rejected items of each kind in JSON, as a string', () => {
    const partial = (kind: (typeof otlpKinds)[number]) => readText(exportResponse(kind, 'json', 3, 'bad ids'))
    expect(partial('traces')).toEqual({ partialSuccess: { rejectedSpans: '3', errorMessage: 'bad ids' } })
    expect(partial('logs')).toEqual({ partialSuccess: { rejectedLogRecords: '3', errorMessage: 'bad ids' } })
    expect(partial('metrics')).toEqual({ partialSuccess: { rejectedDataPoints: '3', errorMessage: 'bad ids' } })
  })

  it('is a warning when a message comes with nothing rejected', () => {
    expect(readText(exportResponse('traces', 'json', 0, 'late'))).toEqual({ partialSuccess: { errorMessage: 'late' } })
  })
})

describe('the error status', () => {
  it('carries code, message and retry delay a protobuf reader finds', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 16 }), wellFormed, fc.nat(30_000), (code, message, retryDelayMs) => {
        const status = read('Status', rpcStatusResponse({ code, message, retryDelayMs }, 'protobuf'))
        const [detail] = status.details as { typeUrl: string; value: Uint8Array }[]
        expect(status).toMatchObject({ code, message })
        expect(detail?.typeUrl).toBe('type.googleapis.com/google.rpc.RetryInfo')
        expect(read('RetryInfo', detail?.value ?? new Uint8Array())).toEqual({
          retryDelay: { seconds: Math.floor(retryDelayMs / 1000), nanos: (retryDelayMs % 1000) * 1e6 },
        })
      }),
    )
  })

  it('has no details when it is final', () => {
    const status = { code: 3, message: 'no', retryDelayMs: null }
    expect(read('Status', rpcStatusResponse(status, 'protobuf'))).toEqual({ code: 3, message: 'no', details: [] })
    expect(readText(rpcStatusResponse(status, 'json'))).toEqual({ code: 3, message: 'no' })
  })

  it('writes the retry delay in JSON as ProtoJSON does', () => {
    expect(readText(rpcStatusResponse({ code: 14, message: 'later', retryDelayMs: 2_050 }, 'json'))).toEqual({
      code: 14,
      message: 'later',
      details: [{ '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '2.050s' }],
    })
  })
})

it('the health response says serving and not serving', () => {
  expect(read('Health', healthResponse(true))).toEqual({ status: 1 })
  expect(read('Health', healthResponse(false))).toEqual({ status: 2 })
})
