import { describe, expect, test } from 'vitest'
import { textBytesMax } from '../../src/decode/decoding.ts'
import {
  fromJson,
  fromProtobuf,
  jsonOf,
  logsFromJson,
  logsFromProtobuf,
  onlySpan,
  recordsOf,
  rejectedOf,
  spansOf,
} from './decoding.ts'
import { logsCodec, type PlainMessage, tracesCodec } from './reference-codec.ts'
import { attribute, bytes, field, ids, requestOf, spanId, stringValue, text, traceId } from './wire.ts'

const plain = { traceId, spanId }

/** The same span through both encodings; both must agree on it. */
function both(span: PlainMessage, keep?: (key: string) => boolean) {
  const body = jsonOf({ ...plain, ...span })
  const json = onlySpan(fromJson(body, keep))
  expect(onlySpan(fromProtobuf(tracesCodec.encode(body), keep))).toEqual(json)
  return json
}

const named = (key: string, value: PlainMessage = { stringValue: 'v' }) => ({ key, value })

describe('H65 a text of 16 MB', () => {
  test('keeps its first 256 KiB and counts as dropped', () => {
    const span = both({ attributes: [named('a', { stringValue: 'x'.repeat(16 << 20) })] })
    expect(span.attributes.get('a')).toBe('x'.repeat(textBytesMax))
    expect(span.droppedAttributesCount).toBe(1)
  })

  test('is cut between characters', () => {
    const span = both({
      attributes: [
        named('a', { stringValue: `x${'é'.repeat(textBytesMax)}` }),
        named('b', { stringValue: '😀'.repeat(textBytesMax) }),
      ],
    })
    expect(Buffer.byteLength(String(span.attributes.get('a')))).toBe(textBytesMax - 1)
    expect(span.attributes.get('b')).toBe('😀'.repeat(textBytesMax / 4))
    expect(span.droppedAttributesCount).toBe(2)
  })

  test('is cut inside of lists, in bytes, in a status message too', () => {
    const long = { stringValue: 'y'.repeat(textBytesMax + 1) }
    const span = both({
      attributes: [
        named('list', { arrayValue: { values: [long] } }),
        named('map', { kvlistValue: { values: [{ key: 'k', value: long }] } }),
        named('bytes', { bytesValue: Buffer.alloc(textBytesMax + 1, 7).toString('base64') }),
      ],
      status: { message: long.stringValue },
      droppedAttributesCount: 3,
    })
    expect(span.droppedAttributesCount).toBe(7)
    expect(span.statusMessage).toHaveLength(textBytesMax)
    expect(span.attributes.get('bytes')).toHaveLength(textBytesMax)
  })

  test('costs nothing when nobody wants it', () => {
    const span = both(
      { attributes: [named('a', { stringValue: 'x'.repeat(1 << 20) }), named('b')] },
      (key) => key === 'b',
    )
    expect(span.attributes).toEqual(new Map([['b', 'v']]))
    expect(span.droppedAttributesCount).toBe(0)
  })
})

test('H66 keeps 2048 of 10k attributes and counts the others; those nobody wants do not count', () => {
  const attributes = Array.from({ length: 10_000 }, (_, at) => named(`${at % 2 === 0 ? 'even' : 'odd'}.${at}`))
  expect(both({ attributes })).toMatchObject({ attributes: { size: 2048 }, droppedAttributesCount: 10_000 - 2048 })
  const even = both({ attributes: attributes.slice(0, 4000) }, (key) => key.startsWith('even'))
  expect(even).toMatchObject({ attributes: { size: 2000 }, droppedAttributesCount: 0 })
})

test('H67 declines a key of 100 kB, takes empty keys, control characters and braces', () => {
  const keys = ['', '\u0000\n', '{tag}', 'é'.repeat(128)]
  const span = both({ attributes: ['k'.repeat(100_000), 'é'.repeat(129), ...keys].map((key) => named(key)) })
  expect([...span.attributes.keys()]).toEqual(keys)
})

test('H68 takes the last value of a key that was sent twice', () => {
  const attributes = [named('a'), named('b'), named('a', { intValue: '2' })]
  expect(both({ attributes }).attributes).toEqual(
    new Map<string, unknown>([
      ['a', 2],
      ['b', 'v'],
    ]),
  )
})

test('H70 leaves JSON inside of a string unread, however large, broken or deep', () => {
  for (const value of ['{"a":'.repeat(50_000), `[${'1,'.repeat(100_000)}`]) {
    expect(both({ attributes: [named('a', { stringValue: value })] }).attributes.get('a')).toBe(value)
  }
  expect(both({ attributes: [named('a', { stringValue: `"${'z'.repeat(5_000_000)}"` })] }).droppedAttributesCount).toBe(
    1,
  )
})

test('H71 keeps 128 of 10k events and links, each, and counts the others', () => {
  const events = Array.from({ length: 10_000 }, (_, at) => ({ name: `event ${at}` }))
  const links = Array.from({ length: 10_000 }, () => plain)
  const span = both({ events, links, droppedEventsCount: 1, droppedLinksCount: 2 })
  expect(span.events).toHaveLength(128)
  expect(span.events[127]?.name).toBe('event 127')
  expect(span.links).toHaveLength(128)
  expect(span.droppedAttributesCount).toBe(2 * (10_000 - 128) + 3)
})

test('names are cut to 256 bytes between characters, without counting as dropped', () => {
  const name = `a${'é'.repeat(200)}`
  const span = both({ name, events: [{ name }] })
  expect(span.name).toBe(`a${'é'.repeat(127)}`)
  expect(span.events[0]?.name).toBe(span.name)
  expect(span.droppedAttributesCount).toBe(0)
})

describe('text that is not UTF-8', () => {
  const broken = [0xff, 0xfe]
  test.each([
    ['a name', field(5, broken)],
    ['a long name cut before the fault', field(5, Buffer.alloc(300, 0x61), broken)],
    ['a key', field(9, field(1, broken), field(2, stringValue('v')))],
    ['a value', attribute('a', field(1, broken))],
    ['a surrogate', field(5, [0xed, 0xa0, 0x80])],
    ['an overlong form', field(5, [0xc0, 0x80])],
    ['the name of an event', field(11, field(2, broken))],
    ['a status message', field(15, field(2, broken))],
  ])('rejects its span alone: %s', (_name, part) => {
    const decoded = fromProtobuf(requestOf(ids, bytes(ids, part), ids))
    expect(spansOf(decoded)).toHaveLength(2)
    expect(decoded).toMatchObject({
      rejected: 1,
      rejectedMessage: expect.stringContaining('spans[1]: text that is not UTF-8'),
    })
  })

  test('is not looked for in a value that nobody wants', () => {
    const decoded = fromProtobuf(requestOf(bytes(ids, attribute('a', field(1, broken)))), () => false)
    expect(onlySpan(decoded).attributes.size).toBe(0)
  })

  test('refuses the request when it stands in the scope', () => {
    expect(fromProtobuf(field(1, field(2, field(1, field(1, broken)), field(2, ids)))).kind).toBe('malformed')
  })
})

test('a key behind its value is read all the same', () => {
  const turned = field(9, field(2, stringValue('v')), text(1, 'a'))
  expect(onlySpan(fromProtobuf(requestOf(bytes(ids, turned)))).attributes.get('a')).toBe('v')
})

test('a resource behind its scopes, and a scope behind its spans, belong to the spans before them', () => {
  const resource = field(1, field(1, text(1, 'service.name'), field(2, stringValue('shop'))))
  const scope = bytes(field(1, text(1, 'scope'), text(2, '1.0')), text(3, 'scope-schema'))
  const decoded = fromProtobuf(
    field(1, field(2, field(2, ids), scope), field(2, field(2, ids)), resource, text(3, 'schema')),
  )
  expect(decoded).toMatchObject({
    items: [
      {
        origin: {
          resource: new Map([['service.name', 'shop']]),
          scope: { name: 'scope', version: '1.0' },
          schemaUrl: 'scope-schema',
        },
      },
      {
        origin: {
          resource: new Map([['service.name', 'shop']]),
          scope: { name: '', version: '' },
          schemaUrl: 'schema',
        },
      },
    ],
  })
})

test('an empty request and empty envelopes are decoded to nothing', () => {
  const nothing = { kind: 'decoded', items: [], rejected: 0, rejectedMessage: '' }
  for (const body of [bytes(), field(1), field(1, field(2)), requestOf()]) expect(fromProtobuf(body)).toEqual(nothing)
  for (const body of [{}, jsonOf(), { resourceSpans: [{}] }]) expect(fromJson(body)).toEqual(nothing)
})

test('reads a body that is a view into a larger buffer', () => {
  const body = requestOf(bytes(ids, text(5, 'good')))
  const view = bytes([1, 2, 3], body, [4, 5]).subarray(3, 3 + body.length)
  expect(onlySpan(fromProtobuf(view)).name).toBe('good')
})

describe('a log record', () => {
  const request = (record: PlainMessage) => ({ resourceLogs: [{ scopeLogs: [{ logRecords: [record] }] }] })
  function bothLogs(record: PlainMessage, keep?: (key: string) => boolean) {
    const [json] = recordsOf(logsFromJson(request(record), keep))
    expect(recordsOf(logsFromProtobuf(logsCodec.encode(request(record)), keep))).toEqual([json])
    return json
  }

  test('takes the observed time when its own is 0', () => {
    expect(bothLogs({ observedTimeUnixNano: '9000' })?.timeUs).toBe(9)
    expect(bothLogs({ timeUnixNano: '5000', observedTimeUnixNano: '9000' })?.timeUs).toBe(5)
  })

  test('takes the older event.name attribute when its own name is empty, wanted or not', () => {
    const attributes = [named('event.name', { stringValue: 'older' })]
    expect(bothLogs({ attributes }, () => false)?.eventName).toBe('older')
    expect(bothLogs({ attributes, eventName: 'newer' })?.eventName).toBe('newer')
    expect(bothLogs({ attributes: [named('event.name', { intValue: 1 })] })?.eventName).toBe('')
  })

  test('may belong to no trace, but not to a broken one', () => {
    expect(bothLogs({})).toMatchObject({ traceId: null, spanId: null, body: null })
    expect(bothLogs({ traceId: '0'.repeat(32), spanId })).toMatchObject({ traceId: null, spanId })
    expect(rejectedOf(logsFromJson(request({ traceId: 'abc' })))).toBe(1)
    expect(rejectedOf(logsFromProtobuf(field(1, field(2, field(2, field(9, [1, 2, 3]))))))).toBe(1)
  })
})
