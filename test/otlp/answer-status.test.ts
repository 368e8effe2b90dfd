import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type EdgeAnswer, type ExportAnswer, grpcStatus, httpStatus } from '../../src/otlp/answer-status.ts'
import type { ReceiveAnswer } from '../../src/otlp/contract.ts'

const half = () => 0.5
const retry = (afterMs: number): ReceiveAnswer => ({ kind: 'retry', message: 'later', afterMs })

describe('the answer as HTTP status', () => {
  it.each<[EdgeAnswer['kind'], number, number]>([
    ['malformed', 400, 3],
    ['too_large', 413, 8],
    ['retry', 503, 14],
    ['over_quota', 429, 14],
    ['unauthenticated', 401, 16],
    ['forbidden', 403, 7],
    ['not_found', 404, 5],
    ['method_not_allowed', 405, 12],
    ['unsupported_media', 415, 3],
  ])('%s is %i with code %i in its body', (kind, status, code) => {
    const answer = { kind, message: 'why', afterMs: 0 } as EdgeAnswer
    expect(httpStatus(answer, half)).toMatchObject({ status, error: { code, message: 'why' } })
  })

  it('accepted is 200 without an error', () => {
    const answer: ReceiveAnswer = { kind: 'accepted', rejected: 2, message: 'two bad' }
    expect(httpStatus(answer, half)).toEqual({ status: 200, headers: {}, error: null })
  })

  it('says Retry-After in whole seconds, no sooner than the body says, and only where a retry helps', () => {
    expect(httpStatus(retry(0), half)).toMatchObject({ headers: { 'retry-after': '3' }, error: { retryDelayMs: 2500 } })
    expect(httpStatus({ kind: 'too_large', message: '' }, half).headers).toEqual({})
    expect(httpStatus({ kind: 'malformed', message: '' }, half).headers).toEqual({})
  })

  it('names the method it expects', () => {
    expect(httpStatus({ kind: 'method_not_allowed', message: '' }, half).headers).toEqual({ allow: 'POST' })
  })

  it('asks for a bearer key where one is missing, and not where it would not help', () => {
    expect(httpStatus({ kind: 'unauthenticated', message: '' }, half).headers).toEqual({ 'www-authenticate': 'Bearer' })
    expect(httpStatus({ kind: 'forbidden', message: '' }, half).headers).toEqual({})
  })
})

describe('the answer as gRPC status', () => {
  it('gives RetryInfo to what a retry could fix and to nothing else', () => {
    const details = (answer: ExportAnswer) => grpcStatus(answer, half).metadata.get('grpc-status-details-bin')
    expect(grpcStatus(retry(0), half).code).toBe(14)
    expect(details(retry(0))).toHaveLength(1)
    expect(grpcStatus({ kind: 'too_large', message: 'big' }, half).code).toBe(8)
    expect(details({ kind: 'too_large', message: 'big' })).toHaveLength(0)
    expect(grpcStatus({ kind: 'malformed', message: 'bad' }, half).code).toBe(3)
    expect(details({ kind: 'malformed', message: 'bad' })).toHaveLength(0)
    expect(grpcStatus({ kind: 'over_quota', message: 'much', afterMs: 5000 }, half).code).toBe(14)
    expect(details({ kind: 'over_quota', message: 'much', afterMs: 5000 })).toHaveLength(1)
    expect(details({ kind: 'unauthenticated', message: 'who' })).toHaveLength(0)
    expect(details({ kind: 'forbidden', message: 'no' })).toHaveLength(0)
  })

  it('has a message that can be sent, whatever the receiver said', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit)) }),
        (message) => {
          const { details } = grpcStatus({ kind: 'malformed', message }, half)
          expect(() => encodeURI(details)).not.toThrow()
        },
      ),
      { examples: [['\ud800'], [`${'x'.repeat(1023)}😀`]] },
    )
  })

  it('cuts a message that is too long', () => {
    expect(grpcStatus({ kind: 'malformed', message: 'x'.repeat(5_000_000) }, half).details).toHaveLength(1024)
  })
})

describe('the retry delay', () => {
  const delay = (afterMs: number, chance: number) => httpStatus(retry(afterMs), () => chance).error?.retryDelayMs

  it('is 1 to 4 s when the answer asks for no more', () => {
    expect([delay(0, 0), delay(0, 0.5), delay(1000, 0), delay(-5, 0), delay(Number.NaN, 0)]).toEqual([
      1000, 2500, 1000, 1000, 1000,
    ])
    expect(delay(0, 0.9999)).toBeLessThanOrEqual(4000)
  })

  it('is no sooner than the answer asks for, never past 30 s, and always spread', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 1e9 }),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        (afterMs, chance) => {
          const ms = delay(afterMs, chance) ?? 0
          expect(ms).toBeGreaterThanOrEqual(Math.min(afterMs, 27_000))
          expect(ms).toBeLessThanOrEqual(30_000)
          expect(delay(afterMs, 0)).toBeLessThan(delay(afterMs, 0.5) ?? 0)
        },
      ),
    )
  })
})
