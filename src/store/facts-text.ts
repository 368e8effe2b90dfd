import type { Fact } from '../span/span-fact.ts'

/** The facts of a chunk as text: one JSON text a line, so that a chunk can be cut without being parsed whole. */
export interface FactsText {
  readonly text: string
  readonly facts: number
  readonly spans: number
  readonly bytes: number
}

export function writeFacts(facts: readonly Fact[]): FactsText {
  return measure(facts.map((fact) => JSON.stringify(fact)))
}

export function readFacts(texts: readonly string[]): readonly Fact[] {
  const lines = texts.filter((text) => text !== '').map((text) => text.replaceAll('\n', ','))
  return lines.length === 0 ? [] : JSON.parse(`[${lines.join(',')}]`)
}

/** What is left of a trace's bounds. */
export interface Room {
  readonly spans: number
  readonly bytes: number
  /** Run roots that may go beyond both. */
  readonly roots: number
}

/** As many of the facts, in order, as fit. Facts that are there already take no room and are not kept again. */
export function fitFacts(facts: FactsText, room: Room, isThere: (line: string) => boolean): FactsText {
  if (fitsWhole(facts, room)) return facts
  const kept: string[] = []
  let { spans, bytes, roots } = room
  for (const line of facts.text.split('\n')) {
    if (isThere(line)) continue
    const isSpan = lineIsSpan(line)
    const size = Buffer.byteLength(line) + 1
    if (size <= bytes && (!isSpan || spans > 0)) {
      bytes -= size
      if (isSpan) spans -= 1
    } else if (roots > 0 && size <= rootBytesMax && lineIsRoot(line)) roots -= 1
    else continue
    kept.push(line)
  }
  return measure(kept)
}

export function fitsWhole(facts: FactsText, room: Room): boolean {
  return facts.spans <= room.spans && facts.bytes <= room.bytes
}

const rootBytesMax = 16 * 1024

/** Told by the fields that make a span one: its role, or that it has no parent. */
function lineIsRoot(line: string): boolean {
  return line.includes('"role":"agent"') || line.includes('"role":"workflow"') || line.includes('"parentSpanId":null')
}

export function measure(lines: readonly string[]): FactsText {
  const text = lines.join('\n')
  const spans = lines.reduce((sum, line) => sum + (lineIsSpan(line) ? 1 : 0), 0)
  return { text, facts: lines.length, spans, bytes: lines.length === 0 ? 0 : Buffer.byteLength(text) + 1 }
}

const spanStart = '{"type":"span"'
const logStart = '{"type":"log"'

/** The type comes first in what our decoder makes; a fact from elsewhere is parsed to know. */
function lineIsSpan(line: string): boolean {
  if (line.startsWith(spanStart)) return true
  if (line.startsWith(logStart)) return false
  const fact: { type?: unknown } = JSON.parse(line)
  return fact.type === 'span'
}
