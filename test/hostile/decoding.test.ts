/** H23 to H48 and what of H49 to H71 is decided when a request is read: the answer, then a normal export. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
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
} from '../decode/wire.ts'
import { type AnswerText, overGrpc, overHttp, overJson } from './answers.ts'
import { type HostileService, startHostileService } from './service.ts'

let service: HostileService
beforeAll(async () => {
  service = await startHostileService()
})
afterAll(() => service.stop())

const good = bytes(ids, text(5, 'good'))
const read: readonly AnswerText[] = ['gRPC 0', 'HTTP 200']
const oneRejected: readonly AnswerText[] = ['gRPC 0 rejected 1', 'HTTP 200 rejected 1']
const malformed: readonly AnswerText[] = ['gRPC 3', 'HTTP 400']
const tooLarge: readonly AnswerText[] = ['gRPC 8', 'HTTP 413']

/** `[where the fault stands, the request, the answers]`. */
type Case = readonly [name: string, body: () => Uint8Array, expected: readonly AnswerText[]]

const faults: readonly (readonly [name: string, fault: Uint8Array])[] = [
  ['H23 field 0', bytes([0x02, 0x00])],
  ['H24 wire type 7', bytes([0x37, 0x00])],
  ['H25 a varint of 11 bytes', bytes([0x30, ...Array.from({ length: 10 }, () => 0xff), 0x01])],
  ['H26 a length past the end', bytes([0x2a, 0x7f, 0x41])],
  ['H27 a negative length', bytes([0x2a], varint(-1))],
  ['H28 30k nested groups', repeated(bytes([0x0b]), 30_000)],
]

const noise = () => Uint8Array.from({ length: 1 << 20 }, (_, at) => (at * 1_103_515_245 + 12_345) >>> 16)
const unknownFields = () => repeated(bytes(varint(100 << 3), [1]), 1_000_000)
const zeros = (length: number) => Buffer.alloc(length)
const withIds = (trace: Uint8Array, span: Uint8Array) => requestOf(good, bytes(field(1, trace), field(2, span)))
const traceBytes = Buffer.from(traceId, 'hex')
const spanBytes = Buffer.from(spanId, 'hex')
const logRecord = bytes(fixed64(1, 5n), [0x10, 9], field(5, stringValue('hello')), field(9, traceBytes))

const protobuf: readonly Case[] = [
  ...faults.map(([name, fault]): Case => [`${name} in the envelope`, () => bytes(requestOf(good), fault), malformed]),
  ...faults.map(([name, fault]): Case => [`${name} in a span`, () => requestOf(good, bytes(ids, fault)), oneRejected]),
  ['H29 AnyValue 10 deep', () => requestOf(bytes(good, attribute('a', nestedLists(10)))), read],
  ['H29 60 deep', () => requestOf(good, bytes(ids, attribute('input.value', nestedMaps(60)))), oneRejected],
  ['H29 3,000 deep', () => requestOf(good, bytes(ids, attribute('input.value', nestedLists(3000)))), oneRejected],
  ['H30 a million unknown fields', () => requestOf(bytes(unknownFields(), good)), read],
  ['H31 a repeated singular field', () => requestOf(bytes(good, text(5, 'again'))), read],
  ['H32 a oneof twice', () => requestOf(bytes(good, attribute('a', bytes(stringValue('x'), [0x18, 7])))), read],
  ['H33 packed where it is not', () => requestOf(bytes(good, field(6, [3]), [0x38, 5])), read],
  ['H34 two million empty sub-messages', () => field(1, field(2, repeated(field(2), 2_000_000))), tooLarge],
  ['H35 a message of another signal', () => requestOf(good, logRecord), oneRejected],
  ['H36 a megabyte of noise', noise, malformed],
  ['H49 a trace id of zeros', () => withIds(zeros(16), spanBytes), oneRejected],
  ['H50 a span id of zeros', () => withIds(traceBytes, zeros(8)), oneRejected],
  ['H51 a trace id of 8 bytes', () => withIds(traceBytes.subarray(8), spanBytes), oneRejected],
  ['H51 a span id of 16 bytes', () => withIds(traceBytes, traceBytes), oneRejected],
]

describe('protobuf, over gRPC and over HTTP', () => {
  it.each(protobuf)('%s', async (_name, body, expected) => {
    const request = body()
    expect([await overGrpc(service, request), await overHttp(service, request)]).toEqual(expected)
    await service.canary()
  })
})

const plain = { traceId, spanId, name: 'good' }
const jsonOf = (...spans: readonly unknown[]) => JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans }] }] })
const manyKeys = () => `{${Array.from({ length: 131_072 }, (_, at) => `"${at * 8192 + 5}":0`).join(',')}}`
const rawValue = (raw: string) =>
  jsonOf({ ...plain, attributes: [{ key: 'input.value', value: 'RAW' }] }).replace('"RAW"', raw)
const base64 = traceBytes.toString('base64')
const utf16 = () => Buffer.from(jsonOf(plain), 'utf16le')

const json: readonly (readonly [name: string, body: () => Uint8Array | string, expected: AnswerText])[] = [
  ['H37 100k open brackets', () => '['.repeat(100_000), 'HTTP 400'],
  ['H38 131k integer-like keys', manyKeys, 'HTTP 400'],
  ['H39 __proto__ and constructor', () => `{"__proto__":{"x":1},"constructor":7,${jsonOf(plain).slice(1)}`, 'HTTP 200'],
  ['H40 duplicate keys', () => jsonOf(plain).replace('"name"', '"name":"first","name"'), 'HTTP 200'],
  ['H41 base64 ids', () => jsonOf({ ...plain, traceId: base64 }), 'HTTP 200 rejected 1'],
  ['H42 upper-case hex', () => jsonOf({ ...plain, traceId: traceId.toUpperCase() }), 'HTTP 200'],
  ['H43 1e400', () => rawValue('{"doubleValue":1e400}'), 'HTTP 200'],
  ['H43 "NaN"', () => rawValue('{"doubleValue":"NaN"}'), 'HTTP 200'],
  ['H43 "-0" as int64', () => rawValue('{"intValue":"-0"}'), 'HTTP 200'],
  ['H44 a lone surrogate', () => rawValue('{"stringValue":"\\ud800"}'), 'HTTP 200'],
  ['H45 UTF-16', utf16, 'HTTP 400'],
  ['H45 a byte-order mark', () => `\ufeff${jsonOf(plain)}`, 'HTTP 400'],
  ['H45 bad UTF-8', () => Buffer.concat([Buffer.from('{"x":"'), Buffer.of(0xff, 0xfe), Buffer.from('"}')]), 'HTTP 400'],
  ['H46 a NUL as a character', () => rawValue('{"stringValue":"a\\u0000b"}'), 'HTTP 200'],
  ['H47 trailing junk', () => `${jsonOf(plain)}x`, 'HTTP 400'],
  ['H47 10 MB of spaces', () => `${jsonOf(plain)}${' '.repeat(10_000_000)}`, 'HTTP 200'],
  ['H48 enum names', () => jsonOf({ ...plain, kind: 'SPAN_KIND_CLIENT', status: { code: 'NEW' } }), 'HTTP 200'],
  ['H49 a trace id of zeros', () => jsonOf({ ...plain, traceId: '0'.repeat(32) }), 'HTTP 200 rejected 1'],
  ['H50 a span id of zeros', () => jsonOf({ ...plain, spanId: '0'.repeat(16) }), 'HTTP 200 rejected 1'],
  [
    'H51 ids of wrong lengths',
    () => jsonOf({ ...plain, traceId: 'ab' }, { ...plain, spanId: '' }),
    'HTTP 200 rejected 2',
  ],
  ['H69 wrong types', () => rawValue('{"intValue":{},"boolValue":[],"arrayValue":7}'), 'HTTP 200 rejected 1'],
  ['H69 a bare NaN token', () => rawValue('{"doubleValue":NaN}'), 'HTTP 400'],
  ['H69 a bare Infinity token', () => rawValue('{"doubleValue":Infinity}'), 'HTTP 400'],
]

describe('JSON', () => {
  it.each(json)('%s', async (_name, body, expected) => {
    expect(await overJson(service, body())).toBe(expected)
    await service.canary()
  })
})

it('nothing of what was sent in between was lost or counted twice', () => service.expectCanaries())
