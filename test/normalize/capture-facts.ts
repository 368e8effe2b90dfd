import { readdirSync, readFileSync } from 'node:fs'
import { decodeLogs, decodeTraces } from '../../src/decode/decode.ts'
import { decodeLimits } from '../../src/decode/decoded.ts'
import { isKeptAttribute } from '../../src/normalize/kept-attributes.ts'
import { normalizeLog } from '../../src/normalize/normalize-log.ts'
import { normalizeSpan } from '../../src/normalize/normalize-span.ts'
import type { LogFact, SpanFact, ToolAnswerFact } from '../../src/span/span-fact.ts'
import type { WireOrigin, WireSpan } from '../../src/span/wire-span.ts'
import { fingerprint } from './wire.ts'

const folder = new URL('../fixtures/captures/', import.meta.url)

/** Facts of a capture as the receiver would make them, spans by start. */
export function captureFacts(capture: string): {
  readonly spans: readonly SpanFact[]
  readonly logs: readonly LogFact[]
} {
  const spans: SpanFact[] = []
  const logs: LogFact[] = []
  const at = new URL(`${capture}/`, folder)
  for (const file of readdirSync(at).sort()) {
    const body = readFileSync(new URL(file, at))
    const encoding = file.endsWith('.json') ? 'json' : 'protobuf'
    if (file.includes('.logs.')) logs.push(...logFacts(body, encoding))
    else spans.push(...spanFacts(body, encoding))
  }
  return { spans: spans.sort((a, b) => a.startUs - b.startUs || b.endUs - a.endUs), logs }
}

/** The same facts with each trace apart, as far as spans tell; of captures in protobuf. */
export function captureTraces(
  capture: string,
): readonly { readonly traceId: string; readonly facts: readonly SpanFact[] }[] {
  const at = new URL(`${capture}/`, folder)
  const bodies = readdirSync(at).filter((file) => file.endsWith('.traces.pb'))
  const items = bodies.sort().flatMap((file) => decodedSpans(readFileSync(new URL(file, at)), 'protobuf'))
  const traces = Map.groupBy(items, ({ span }) => span.traceId)
  return [...traces].map(([traceId, spans]) => ({ traceId, facts: spans.map(toFact) }))
}

function spanFacts(body: Uint8Array, encoding: 'json' | 'protobuf'): readonly SpanFact[] {
  return decodedSpans(body, encoding).map(toFact)
}

type DecodedSpan = Parameters<typeof toFact>[0]

function decodedSpans(body: Uint8Array, encoding: 'json' | 'protobuf'): readonly DecodedSpan[] {
  const decoded = decodeTraces(body, encoding, isKeptAttribute, decodeLimits)
  if (decoded.kind !== 'decoded') throw new Error(decoded.message)
  return decoded.items
}

function toFact({ span, origin }: { readonly span: WireSpan; readonly origin: WireOrigin }): SpanFact {
  return normalizeSpan(span, origin, fingerprint)
}

function logFacts(body: Uint8Array, encoding: 'json' | 'protobuf'): readonly LogFact[] {
  const decoded = decodeLogs(body, encoding, isKeptAttribute, decodeLimits)
  if (decoded.kind !== 'decoded') throw new Error(decoded.message)
  return decoded.items.flatMap(({ record, origin }, index) => normalizeLog(record, origin, fingerprint, index) ?? [])
}

/** `kind name outcome` of every step of a kind, in start order. */
export function stepsOf(spans: readonly SpanFact[], ...kinds: readonly SpanFact['kind'][]): readonly string[] {
  return spans.filter(({ kind }) => kinds.includes(kind)).map(({ kind, name, outcome }) => `${kind} ${name} ${outcome}`)
}

export function rootsOf(spans: readonly SpanFact[]): readonly SpanFact[] {
  const ids = new Set(spans.map(({ spanId }) => spanId))
  return spans.filter(({ parentSpanId }) => parentSpanId === null || !ids.has(parentSpanId))
}

export function answersOf(spans: readonly SpanFact[], name: string): readonly ToolAnswerFact[] {
  return spans.flatMap(({ messages }) => messages?.answers ?? []).filter((answer) => answer.name === name)
}
