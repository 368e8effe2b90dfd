import type { Fact } from '../../span/span-fact.ts'

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

/** As many of the facts, in order, as fit into what is left of the trace's bounds. */
export function fitFacts(facts: FactsText, spansLeft: number, bytesLeft: number): FactsText {
  if (facts.spans <= spansLeft && facts.bytes <= bytesLeft) return facts
  const kept: string[] = []
  let spans = 0
  let bytes = 0
  for (const line of facts.text.split('\n')) {
    const isSpan = lineIsSpan(line)
    const size = Buffer.byteLength(line) + 1
    if (bytes + size > bytesLeft || (isSpan && spans + 1 > spansLeft)) continue
    kept.push(line)
    bytes += size
    if (isSpan) spans += 1
  }
  return measure(kept)
}

function measure(lines: readonly string[]): FactsText {
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
