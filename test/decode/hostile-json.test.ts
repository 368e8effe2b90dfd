import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decodeLimits } from '../../src/decode/decoded.ts'
import { fromJson, itemsOf, jsonOf, logsFromJson, onlySpan, recordsOf, rejectedOf, spansOf } from './decoding.ts'
import { spanId, traceId } from './wire.ts'

const ids = { traceId, spanId }
const good = { ...ids, name: 'good' }
const withValue = (value: unknown) => jsonOf({ ...ids, attributes: [{ key: 'a', value }] })
const attributeOf = (value: unknown) => onlySpan(fromJson(withValue(value))).attributes.get('a')

/** A JSON text with `raw` as the value of attribute `a`, for tokens that JSON.stringify does not write. */
const rawValue = (raw: string) => JSON.stringify(withValue('RAW')).replace('"RAW"', raw)

test('H37 refuses 100k open brackets before parsing', () => {
  expect(fromJson('['.repeat(100_000))).toMatchObject({ kind: 'malformed', message: expect.stringContaining('nested') })
  expect(fromJson('{"a":'.repeat(100_000)).kind).toBe('malformed')
  expect(fromJson(`{"x":${'['.repeat(40)}${']'.repeat(40)}}`).kind).toBe('malformed')
})

test('H29 keeps AnyValue 10 deep, refuses 60 and 3,000', () => {
  const nested = (depth: number): string =>
    ['{"kvlistValue":{"values":[{"key":"k","value":'.repeat(depth - 1), '{}', '}]}}'.repeat(depth - 1)].join('')
  expect(spansOf(fromJson(rawValue(nested(10))))).toHaveLength(1)
  expect(fromJson(rawValue(nested(60))).kind).toBe('malformed')
  expect(fromJson(rawValue(nested(3000))).kind).toBe('malformed')
})

test('H34 refuses two million empty objects, and as many bare values', () => {
  expect(fromJson(`{"resourceSpans":[${'{},'.repeat(2_000_000)}{}]}`).kind).toBe('too_large')
  expect(fromJson(`{"unknown":[${'0,'.repeat(2_000_000)}0]}`).kind).toBe('too_large')
})

test('H38 refuses 131k properties with numbers for names, however they are spread', () => {
  const many = Array.from({ length: 131_072 }, (_, at) => `"${at * 8192 + 5}":0`)
  const spread = many.map((property) => `{${property}}`).slice(0, 1000)
  expect(fromJson(`{${many.join(',')}}`)).toMatchObject({
    kind: 'malformed',
    message: expect.stringContaining('number for a name'),
  })
  expect(fromJson(`{"x":[${spread.join(',')}]}`).kind).toBe('malformed')
  expect(fromJson(`{${many.map((property) => property.replace('"', '"\\u0031')).join(',')}}`).kind).toBe('malformed')
})

test('H39 keeps __proto__ and constructor as attribute names, and is not harmed by them as fields', () => {
  const attributes = ['__proto__', 'constructor', 'toString'].map((key) => ({ key, value: { stringValue: key } }))
  const span = JSON.stringify({ ...good, attributes }).replace(
    '{',
    '{"__proto__":{"name":"evil","polluted":1},"constructor":7,',
  )
  const decoded = onlySpan(
    fromJson(`{"__proto__":{"resourceSpans":[]},"resourceSpans":[{"scopeSpans":[{"spans":[${span}]}]}]}`),
  )
  expect(decoded.name).toBe('good')
  expect([...decoded.attributes.keys()]).toEqual(['__proto__', 'constructor', 'toString'])
  expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false)
  const nameless = `{"resourceSpans":[{"scopeSpans":[{"spans":[{"__proto__":${JSON.stringify(good)}}]}]}]}`
  expect(rejectedOf(fromJson(nameless))).toBe(1)
})

test('H40 takes the last of a duplicate key', () => {
  const body = JSON.stringify(jsonOf(good)).replace('"name":"good"', '"name":"first","name":"last"')
  expect(onlySpan(fromJson(body)).name).toBe('last')
})

test('H41 rejects ids in base64', () => {
  const trace = Buffer.from(traceId, 'hex').toString('base64')
  const span = Buffer.from(spanId, 'hex').toString('base64')
  const decoded = fromJson(jsonOf(good, { traceId: trace, spanId }, { traceId, spanId: span }))
  expect(rejectedOf(decoded)).toBe(2)
  expect(decoded).toMatchObject({
    rejectedMessage:
      'resourceSpans[0].scopeSpans[0].spans[1]: traceId is a string of 24 characters, expected 32 hex digits',
  })
})

test('H42 reads ids in upper-case hex', () => {
  const span = { traceId: traceId.toUpperCase(), spanId: spanId.toUpperCase(), parentSpanId: spanId.toUpperCase() }
  expect(onlySpan(fromJson(jsonOf(span)))).toMatchObject({ traceId, spanId, parentSpanId: spanId })
})

describe('H43 and H69 numbers', () => {
  test.each([
    ['"-0"', 0],
    ['-0', 0],
    ['"7"', 7],
    ['7', 7],
    ['1e3', 1000],
    ['"-9223372036854775808"', -(2n ** 63n)],
    ['"9007199254740993"', 9007199254740993n],
    ['"9007199254740991"', 9007199254740991],
  ])('intValue %s is read', (raw, value) => {
    expect(onlySpan(fromJson(rawValue(`{"intValue":${raw}}`))).attributes.get('a')).toBe(value)
  })

  test.each(['1e400', '1.5', '"1.5"', '"NaN"', '""', '"9223372036854775808"', '1e19', 'true', '{}', '[]', '"١"'])(
    'intValue %s rejects its span',
    (raw) => {
      expect(rejectedOf(fromJson(rawValue(`{"intValue":${raw}}`)))).toBe(1)
    },
  )

  test.each([
    ['"NaN"', Number.NaN],
    ['"Infinity"', Number.POSITIVE_INFINITY],
    ['"-Infinity"', Number.NEGATIVE_INFINITY],
    ['1e400', Number.POSITIVE_INFINITY],
    ['"-1.5e3"', -1500],
    ['2', 2],
  ])('doubleValue %s is read', (raw, value) => {
    expect(onlySpan(fromJson(rawValue(`{"doubleValue":${raw}}`))).attributes.get('a')).toBe(value)
  })

  test.each(['"nan"', '"0x10"', '""', '" 1"', 'true', '{}'])('doubleValue %s rejects its span', (raw) => {
    expect(rejectedOf(fromJson(rawValue(`{"doubleValue":${raw}}`)))).toBe(1)
  })

  test.each(['NaN', 'Infinity', '01', '+1', '.5'])('the bare token %s refuses the request', (raw) => {
    expect(fromJson(rawValue(`{"doubleValue":${raw}}`)).kind).toBe('malformed')
  })

  test.each(['-1', '"-1"', '1.5', '"18446744073709551616"', '1e20', '"NaN"', 'true', '[]'])(
    'time %s rejects its span',
    (raw) => {
      const body = JSON.stringify(jsonOf({ ...ids, startTimeUnixNano: 'RAW' })).replace('"RAW"', raw)
      expect(rejectedOf(fromJson(body))).toBe(1)
    },
  )

  test('times are read from strings and numbers', () => {
    const span = { ...ids, startTimeUnixNano: '1795404740488591678', endTimeUnixNano: 1795404740000000000 }
    expect(onlySpan(fromJson(jsonOf(span)))).toMatchObject({ startUs: 1795404740488591, endUs: 1795404740000000 })
  })

  test.each([
    ['name', 5],
    ['name', ['a']],
    ['traceId', 7],
    ['attributes', {}],
    ['attributes', [null]],
    ['attributes', [{ key: 1 }]],
    ['attributes', [{ key: 'a', value: 'bare' }]],
    ['attributes', [{ key: 'a', value: { stringValue: 1 } }]],
    ['attributes', [{ key: 'a', value: { boolValue: 'true' } }]],
    ['attributes', [{ key: 'a', value: { bytesValue: '*' } }]],
    ['attributes', [{ key: 'a', value: { arrayValue: [] } }]],
    ['events', 'none'],
    ['events', ['none']],
    ['links', [7]],
    ['status', 2],
    ['kind', 1.5],
    ['flags', -1],
    ['droppedAttributesCount', 2 ** 33],
  ])('a wrong type of %s rejects its span alone, naming no content', (name, value) => {
    const decoded = fromJson(jsonOf({ ...good, [name]: value }, good))
    expect(spansOf(decoded)).toHaveLength(1)
    expect(decoded).toMatchObject({ rejected: 1, rejectedMessage: expect.stringMatching(/spans\[0\]: .*, expected /) })
  })

  test.each([
    [[]],
    ['{"resourceSpans":{}}'],
    ['{"resourceSpans":[7]}'],
    ['{"resourceSpans":[{"resource":[]}]}'],
    ['{"resourceSpans":[{"resource":{"attributes":7}}]}'],
    ['{"resourceSpans":[{"scopeSpans":{}}]}'],
    ['{"resourceSpans":[{"scopeSpans":[null]}]}'],
    ['{"resourceSpans":[{"scopeSpans":[{"spans":{}}]}]}'],
    ['{"resourceSpans":[{"scopeSpans":[{"scope":"x"}]}]}'],
    ['null'],
    ['7'],
    [''],
  ])('a wrong type in the envelope refuses the request: %j', (body) => {
    expect(fromJson(body).kind).toBe('malformed')
  })
})

test('H44 a lone surrogate becomes the replacement character', () => {
  const body = rawValue('{"stringValue":"a\\ud800b"}')
  expect(onlySpan(fromJson(body)).attributes.get('a')).toBe('a\ufffdb')
  expect(
    onlySpan(
      fromJson(
        '{"resourceSpans":[{"scopeSpans":[{"spans":[RAW]}]}]}'.replace(
          'RAW',
          JSON.stringify({ ...ids, name: '\udc00' }),
        ),
      ),
    ).name,
  ).toBe('\ufffd')
})

test('H45 refuses UTF-16, a byte-order mark and bytes that are not UTF-8', () => {
  const text = JSON.stringify(jsonOf(good))
  const broken = Buffer.from(text.replace('good', 'XXXX'))
  broken.fill(0xff, broken.indexOf('XXXX'), broken.indexOf('XXXX') + 4)
  expect(fromJson(Buffer.from(text, 'utf16le')).kind).toBe('malformed')
  expect(fromJson(`\ufeff${text}`).kind).toBe('malformed')
  expect(fromJson(broken)).toEqual({ kind: 'malformed', message: 'the body is not UTF-8, expected OTLP/JSON in UTF-8' })
})

test('H46 keeps a NUL as a character', () => {
  expect(attributeOf({ stringValue: 'a\u0000b' })).toBe('a\u0000b')
})

test('H47 refuses trailing junk, takes spaces around the request', () => {
  const text = JSON.stringify(jsonOf(good))
  expect(fromJson(`${text}x`)).toMatchObject({
    kind: 'malformed',
    message: expect.stringMatching(/^the body is not valid JSON at character \d+$/),
  })
  expect(fromJson(`${text}${text}`).kind).toBe('malformed')
  expect(spansOf(fromJson(`${text}${' '.repeat(10_000_000)}`))).toHaveLength(1)
})

test('H48 reads enum names, and what it does not know as unspecified', () => {
  const span = (kind: unknown, code: unknown) => onlySpan(fromJson(jsonOf({ ...ids, kind, status: { code } })))
  expect(span('SPAN_KIND_CLIENT', 'STATUS_CODE_ERROR')).toMatchObject({ kind: 3, statusCode: 2 })
  expect(span(5, 1)).toMatchObject({ kind: 5, statusCode: 1 })
  expect(span('SPAN_KIND_NEW', 'toString')).toMatchObject({ kind: 0, statusCode: 0 })
  expect(span(99, -1)).toMatchObject({ kind: 0, statusCode: 0 })
  expect(
    recordsOf(
      logsFromJson({ resourceLogs: [{ scopeLogs: [{ logRecords: [{ severityNumber: 'SEVERITY_NUMBER_ERROR3' }] }] }] }),
    )[0]?.severityNumber,
  ).toBe(19)
})

test('H49, H50 and H51 reject spans by their ids', () => {
  const bad = [
    { traceId: '0'.repeat(32), spanId },
    { traceId, spanId: '0'.repeat(16) },
    { traceId: '', spanId },
    { spanId },
    { traceId },
    { traceId: traceId.slice(2), spanId },
    { traceId, spanId: `${spanId}00` },
    { traceId, spanId, parentSpanId: 'abc' },
    { traceId: `${traceId.slice(1)}g`, spanId },
  ]
  const decoded = fromJson(jsonOf(good, ...bad))
  expect(spansOf(decoded).map((span) => span.name)).toEqual(['good'])
  expect(rejectedOf(decoded)).toBe(bad.length)
})

test('a parent id that is empty, null or of zeros is no parent', () => {
  const spans = ['', null, '0'.repeat(16)].map((parentSpanId) => ({ ...good, parentSpanId }))
  expect(spansOf(fromJson(jsonOf(...spans))).map((span) => span.parentSpanId)).toEqual([null, null, null])
})

test('unknown fields and snake_case names are ignored, null is absent', () => {
  const span = {
    ...good,
    span_id: 'x',
    parent_span_id: 'x',
    newField: [{}],
    attributes: null,
    status: null,
    events: null,
  }
  expect(onlySpan(fromJson(jsonOf(span)))).toMatchObject({ name: 'good', parentSpanId: null, statusCode: 0 })
  expect(fromJson({ resourceSpans: null })).toEqual({ kind: 'decoded', items: [], rejected: 0, rejectedMessage: '' })
  expect(fromJson({ resource_spans: [{}] })).toMatchObject({ items: [] })
})

test('refuses more spans than a request may have', () => {
  const limits = { ...decodeLimits, itemsMax: 2 }
  expect(fromJson(jsonOf(good, good), undefined, limits).kind).toBe('decoded')
  expect(fromJson(jsonOf(good, good, good), undefined, limits).kind).toBe('too_large')
})

test('any JSON document is answered, never thrown at', () => {
  const somewhere = fc.constantFrom('attributes', 'events', 'links', 'status', 'name', 'kind', 'startTimeUnixNano')
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 6 }), somewhere, (value, name) => {
      expect(['decoded', 'malformed']).toContain(fromJson(JSON.stringify(value)).kind)
      const spanned = fromJson(jsonOf({ ...good, [name]: value }))
      expect(itemsOf(spanned).length + rejectedOf(spanned)).toBe(1)
      expect(['decoded', 'malformed']).toContain(fromJson({ resourceSpans: value }).kind)
    }),
    { numRuns: 500 },
  )
})
