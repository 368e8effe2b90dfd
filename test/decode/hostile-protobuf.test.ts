import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decodeLogs, decodeTraces } from '../../src/decode/decode.ts'
import { decodeLimits } from '../../src/decode/decoded.ts'
import { fromProtobuf, itemsOf, logsFromProtobuf, onlySpan, rejectedOf, spansOf } from './decoding.ts'
import {
  attribute,
  bytes,
  field,
  fixed64,
  ids,
  nestedLists,
  nestedMaps,
  repeated,
  requestOf,
  spanId,
  stringValue,
  text,
  traceId,
  varint,
} from './wire.ts'

const good = bytes(ids, text(5, 'good'))
const groups = (times: number) => repeated(bytes([0x0b]), times)
const elevenBytes = [0x30, ...Array.from({ length: 10 }, () => 0xff), 0x01]

/** Faults of the wire that may stand anywhere. */
const faults = [
  ['H23 field number 0', bytes([0x02, 0x00])],
  ['H24 wire type 7', bytes([0x37, 0x00])],
  ['H24 wire type 6', bytes([0x36, 0x00])],
  ['H25 a varint of 11 bytes', bytes(elevenBytes)],
  ['H25 a varint of more than 64 bits', bytes([0x30, ...Array.from({ length: 9 }, () => 0xff), 0x7f])],
  ['H26 a length past the end', bytes([0x2a, 0x7f, 0x41])],
  ['H27 a negative length', bytes([0x2a], varint(-1))],
  ['H28 30k nested groups', groups(30_000)],
  ['H28 a lone end of a group', bytes([0x0c])],
  ['a field cut off in its tag', bytes([0x80])],
  ['a fixed64 cut off', bytes([0x39, 0, 0, 0])],
] as const

describe.each(faults)('%s', (_name, fault) => {
  test('refuses the request when it stands in the envelope', () => {
    expect(fromProtobuf(bytes(requestOf(good), fault)).kind).toBe('malformed')
    expect(fromProtobuf(field(1, fault)).kind).toBe('malformed')
    expect(fromProtobuf(field(1, field(2, fault))).kind).toBe('malformed')
    expect(fromProtobuf(field(1, field(1, fault))).kind).toBe('malformed')
  })

  test('rejects its span alone when it stands in a span', () => {
    const decoded = fromProtobuf(requestOf(good, bytes(ids, fault), good))
    expect(spansOf(decoded).map((span) => span.name)).toEqual(['good', 'good'])
    expect(decoded).toMatchObject({
      rejected: 1,
      rejectedMessage: expect.stringContaining('resourceSpans[0].scopeSpans[0].spans[1]: '),
    })
  })

  test('rejects its span alone when it stands in an attribute that is kept', () => {
    const decoded = fromProtobuf(requestOf(good, bytes(ids, attribute('a', fault)), good))
    expect(spansOf(decoded)).toHaveLength(2)
    expect(rejectedOf(decoded)).toBe(1)
  })
})

test('H26 a span longer than its scope refuses the request', () => {
  const body = field(1, field(2, [0x12, 0x7f], ids))
  expect(fromProtobuf(body)).toMatchObject({
    kind: 'malformed',
    message: expect.stringMatching(/^byte \d+ of the request: /),
  })
})

describe('H29 AnyValue nested', () => {
  test.each([nestedLists, nestedMaps])('10 deep is kept', (nested) => {
    const span = onlySpan(fromProtobuf(requestOf(bytes(ids, attribute('a', nested(10))))))
    expect(depthOf(span.attributes.get('a'))).toBe(10)
  })

  test.each([
    [60, nestedLists],
    [60, nestedMaps],
    [3000, nestedLists],
    [3000, nestedMaps],
  ])('%i deep rejects its span alone', (depth, nested) => {
    const decoded = fromProtobuf(requestOf(good, bytes(ids, attribute('a', nested(depth)))))
    expect(spansOf(decoded)).toHaveLength(1)
    expect(decoded).toMatchObject({ rejected: 1, rejectedMessage: expect.stringContaining('nested deeper than 32') })
  })

  test('60 deep in the resource refuses the request', () => {
    const resource = field(1, field(1, text(1, 'a'), field(2, nestedLists(60))))
    expect(fromProtobuf(field(1, resource)).kind).toBe('malformed')
  })

  test('3000 deep in the body of a log record rejects the record alone', () => {
    const body = field(1, field(2, field(2, field(5, nestedLists(3000))), field(2, field(5, stringValue('fine')))))
    const decoded = logsFromProtobuf(body)
    expect(itemsOf(decoded)).toHaveLength(1)
    expect(rejectedOf(decoded)).toBe(1)
  })
})

test('H30 steps over a million unknown fields', () => {
  const unknown = repeated(bytes(varint(100 << 3), [1]), 1_000_000)
  expect(onlySpan(fromProtobuf(requestOf(bytes(unknown, good)))).name).toBe('good')
  expect(spansOf(fromProtobuf(bytes(unknown, requestOf(good))))).toHaveLength(1)
})

test('H30 refuses ten million of them', () => {
  expect(fromProtobuf(repeated(bytes([0x78, 1]), 10_000_000)).kind).toBe('too_large')
  expect(fromProtobuf(requestOf(repeated(bytes([0x78, 1]), 10_000_000))).kind).toBe('too_large')
})

test('H31 takes the last of a repeated singular field and merges repeated messages', () => {
  const span = bytes(ids, text(5, 'first'), text(5, 'last'), field(15, text(2, 'kept')), field(15, [0x18, 2]))
  const resources = ['a', 'b'].map((key) => field(1, field(1, text(1, key), field(2, stringValue(key)))))
  const [item] = itemsOf(fromProtobuf(field(1, ...resources, field(2, field(2, span)))))
  expect(item?.span).toMatchObject({ name: 'last', statusMessage: 'kept', statusCode: 2 })
  expect(item?.origin.resource).toEqual(
    new Map([
      ['a', 'a'],
      ['b', 'b'],
    ]),
  )
})

test('H32 takes the last of a oneof that was sent twice', () => {
  const value = bytes(stringValue('first'), [0x18, 7], stringValue('last'))
  expect(onlySpan(fromProtobuf(requestOf(bytes(ids, attribute('a', value))))).attributes.get('a')).toBe('last')
  const twice = bytes(ids, field(9, text(1, 'a'), field(2, stringValue('one')), field(2, [0x10, 1])))
  expect(onlySpan(fromProtobuf(requestOf(twice))).attributes.get('a')).toBe(true)
})

test('H33 reads a number in the wire type of another field as an unknown field', () => {
  const packedKind = field(6, [3])
  const varintTime = [0x38, 5]
  const span = onlySpan(fromProtobuf(requestOf(bytes(good, packedKind, varintTime))))
  expect(span).toMatchObject({ kind: 0, startUs: 0, name: 'good' })
})

describe('H34 two million empty sub-messages are too large', () => {
  const empty = (number: number) => repeated(field(number), 2_000_000)
  test.each([
    ['resources', empty(1)],
    ['scopes', field(1, empty(2))],
    ['spans', field(1, field(2, empty(2)))],
    ['attributes', requestOf(bytes(ids, empty(9)))],
    ['events', requestOf(bytes(ids, empty(11)))],
    ['values of an array', requestOf(bytes(ids, attribute('a', field(5, empty(1)))))],
    ['entries of a map', requestOf(bytes(ids, attribute('a', field(6, empty(1)))))],
    [
      'values behind a broken value',
      requestOf(bytes(ids, attribute('a', bytes([0x02])), attribute('b', field(5, empty(1))))),
    ],
  ])('%s', (_name, body) => {
    expect(fromProtobuf(body)).toMatchObject({ kind: 'too_large', message: expect.stringContaining('smaller batches') })
  })

  test('but not where they are unknown', () => {
    expect(fromProtobuf(empty(9)).kind).toBe('decoded')
  })
})

test('refuses more spans than a request may have, keeps as many as it may', () => {
  const limits = { ...decodeLimits, itemsMax: 3 }
  const of = (count: number) => fromProtobuf(requestOf(...Array.from({ length: count }, () => good)), undefined, limits)
  expect(spansOf(of(3))).toHaveLength(3)
  expect(of(4).kind).toBe('too_large')
})

test('H35 rejects the items of another signal one by one', () => {
  const record = bytes(fixed64(1, 5n), [0x10, 9], field(5, stringValue('hello')), field(9, Buffer.from(traceId, 'hex')))
  expect(rejectedOf(fromProtobuf(requestOf(record, record)))).toBe(2)
  expect(logsFromProtobuf(requestOf(good)).kind).toBe('decoded')
})

test('H36 a megabyte of noise is refused', () => {
  let state = 1
  const noise = Uint8Array.from({ length: 1 << 20 }, () => {
    state = (state * 1103515245 + 12345) & 0x7fffffff
    return state >>> 16
  })
  expect(fromProtobuf(noise).kind).toBe('malformed')
  expect(rejectedOf(fromProtobuf(requestOf(good, noise, good)))).toBe(1)
})

test('decode never throws on arbitrary bytes', () => {
  const noise = fc.uint8Array({ maxLength: 400 })
  fc.assert(
    fc.property(noise, fc.constantFrom('protobuf', 'json'), (body, encoding) => {
      for (const wrapped of [
        body,
        field(1, field(2, body)),
        requestOf(body),
        requestOf(bytes(ids, attribute('a', body))),
      ]) {
        expect(['decoded', 'malformed', 'too_large']).toContain(
          decodeTraces(wrapped, encoding, () => true, decodeLimits).kind,
        )
        expect(['decoded', 'malformed', 'too_large']).toContain(
          decodeLogs(wrapped, encoding, () => true, decodeLimits).kind,
        )
      }
    }),
    { numRuns: 500 },
  )
})

test('a request with any one byte changed or cut off never throws', () => {
  const body = requestOf(bytes(good, attribute('a', nestedMaps(3)), field(11, text(2, 'event')), field(15, [0x18, 2])))
  for (let at = 0; at < body.length; at += 1) {
    for (const byte of [0x00, 0x0b, 0x7f, 0xff])
      fromProtobuf(bytes(body.subarray(0, at), [byte], body.subarray(at + 1)))
    expect(['decoded', 'malformed']).toContain(fromProtobuf(body.subarray(0, at)).kind)
  }
})

describe('ids', () => {
  const withIds = (trace: Uint8Array, span: Uint8Array, parent = bytes()) =>
    fromProtobuf(requestOf(good, bytes(field(1, trace), field(2, span), field(4, parent))))
  const trace = Buffer.from(traceId, 'hex')
  const span = Buffer.from(spanId, 'hex')

  test.each([
    ['H49 a trace id of zeros', Buffer.alloc(16), span, bytes(), 'no trace id or one of zeros, expected 16 bytes'],
    ['H50 a span id of zeros', trace, Buffer.alloc(8), bytes(), 'no span id or one of zeros, expected 8 bytes'],
    ['H51 a trace id of 8 bytes', trace.subarray(8), span, bytes(), 'trace id of 8 bytes, expected 16'],
    ['H51 a trace id of 17 bytes', Buffer.alloc(17, 1), span, bytes(), 'trace id of more than 16 bytes, expected 16'],
    ['H51 a span id of 16 bytes', trace, trace, bytes(), 'span id of more than 8 bytes, expected 8'],
    ['H51 a parent id of 4 bytes', trace, span, trace.subarray(12), 'parent span id of 4 bytes, expected 8'],
  ])('%s rejects its span alone', (_name, badTrace, badSpan, parent, message) => {
    const decoded = withIds(badTrace, badSpan, parent)
    expect(spansOf(decoded)).toHaveLength(1)
    expect(decoded).toMatchObject({
      rejected: 1,
      rejectedMessage: `resourceSpans[0].scopeSpans[0].spans[1]: ${message}`,
    })
  })

  test('a parent id of zeros is no parent', () => {
    expect(spansOf(withIds(trace, span, Buffer.alloc(8)))[1]?.parentSpanId).toBeNull()
  })

  test('a link that leads nowhere is left out, one with a broken id rejects its span', () => {
    const link = field(13, field(1, trace), field(2, span))
    const nowhere = field(13, field(1, Buffer.alloc(16)), field(2, span))
    expect(onlySpan(fromProtobuf(requestOf(bytes(good, nowhere, link)))).links).toEqual([{ traceId, spanId }])
    expect(rejectedOf(fromProtobuf(requestOf(bytes(good, field(13, field(1, span))))))).toBe(1)
  })
})

test('H61 keeps times as they are, the largest clamped to a safe integer', () => {
  const times = (start: bigint, end: bigint) => {
    const { startUs, endUs } = onlySpan(fromProtobuf(requestOf(bytes(ids, fixed64(7, start), fixed64(8, end)))))
    return [startUs, endUs]
  }
  expect(times(2_000n, 1_999n)).toEqual([2, 1])
  expect(times(0n, 2n ** 64n - 1n)).toEqual([0, Number.MAX_SAFE_INTEGER])
  expect(times(8_993_462_399_999_999_999n, 1_795_404_740_488_591_678n)).toEqual([8993462399999999, 1795404740488591])
})

function depthOf(value: unknown): number {
  if (Array.isArray(value)) return 1 + depthOf(value[0])
  return value instanceof Map ? 1 + depthOf(value.get('k')) : 1
}
