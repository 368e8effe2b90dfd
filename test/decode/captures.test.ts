import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { fromJson, fromProtobuf, logsFromJson, logsFromProtobuf, recordsOf, rejectedOf, spansOf } from './decoding.ts'
import { logsCodec, tracesCodec } from './reference-codec.ts'

const captures = join(import.meta.dirname, '../fixtures/captures')
const files = readdirSync(captures, { recursive: true, encoding: 'utf8' }).sort()

/** Of what real exporters sent, nothing is rejected or cut, and the spans are those that a reference codec reads. */
describe.each(files.filter((file) => file.endsWith('.traces.pb')))('%s', (file) => {
  test('decodes to the spans that protobufjs reads', () => {
    const body = readFileSync(join(captures, file))
    const decoded = fromProtobuf(body)
    expect(spansOf(decoded).map(outline)).toEqual(
      listed(tracesCodec.decode(body), 'resourceSpans', 'scopeSpans', 'spans').map(outlineOfWire),
    )
    expect(rejectedOf(decoded)).toBe(0)
  })
})

describe.each(files.filter((file) => file.endsWith('.traces.json')))('%s', (file) => {
  test('decodes to the same spans as its protobuf form', () => {
    const body = readFileSync(join(captures, file))
    const decoded = fromJson(body)
    const again = fromProtobuf(tracesCodec.encode(JSON.parse(body.toString())))
    expect(rejectedOf(decoded)).toBe(0)
    expect(spansOf(decoded).length).toBeGreaterThan(0)
    expect(decoded).toEqual(again)
  })
})

describe.each(files.filter((file) => file.includes('.logs.')))('%s', (file) => {
  test('decodes to log records with a trace, an event name and a body', () => {
    const body = readFileSync(join(captures, file))
    const decoded = file.endsWith('.pb') ? logsFromProtobuf(body) : logsFromJson(body)
    const records = recordsOf(decoded)
    expect(rejectedOf(decoded)).toBe(0)
    expect(records.length).toBeGreaterThan(0)
    for (const record of records) {
      expect(record.traceId).toMatch(/^[0-9a-f]{32}$/)
      expect(record.eventName).toMatch(/^gen_ai\./)
      if (file.includes('openai-otel')) expect(record.body).toBeInstanceOf(Map)
    }
    if (file.endsWith('.json')) expect(decoded).toEqual(logsFromProtobuf(logsCodec.encode(JSON.parse(body.toString()))))
  })
})

type Wire = { readonly [field: string]: unknown }

function outline(span: ReturnType<typeof spansOf>[number]) {
  const { traceId, spanId, parentSpanId, name, startUs, endUs, events, links, statusCode, statusMessage, kind } = span
  const attributes = [...span.attributes.keys()]
  return {
    traceId,
    spanId,
    parentSpanId,
    name,
    startUs,
    endUs,
    attributes,
    events: events.length,
    links: links.length,
    statusCode,
    statusMessage,
    kind,
  }
}

function outlineOfWire(span: Wire): ReturnType<typeof outline> {
  const status = (span.status ?? { code: 0, message: '' }) as { code: number; message: string }
  return {
    traceId: hexOf(span.traceId),
    spanId: hexOf(span.spanId),
    parentSpanId: hexOf(span.parentSpanId) || null,
    name: String(span.name),
    startUs: Number(BigInt(String(span.startTimeUnixNano)) / 1000n),
    endUs: Number(BigInt(String(span.endTimeUnixNano)) / 1000n),
    attributes: [...new Set((span.attributes as readonly Wire[]).map(({ key }) => String(key)))],
    events: (span.events as readonly Wire[]).length,
    links: (span.links as readonly Wire[]).length,
    statusCode: status.code,
    statusMessage: status.message,
    kind: Number(span.kind),
  }
}

function hexOf(base64: unknown): string {
  return Buffer.from(String(base64), 'base64').toString('hex')
}

/** Everything that stands at the end of a path of lists. */
function listed(from: Wire, ...path: readonly string[]): readonly Wire[] {
  return path.reduce((groups, name) => groups.flatMap((group) => group[name] as Wire[]), [from])
}
