/** The spans of a capture as they arrived, as trees of text: what a miss that the telemetry itself explains is shown by. */
import { decodeLimits } from '../../src/decode/decoded.ts'
import { type FactOfTrace, readFacts } from '../../src/flow/read-facts.ts'
import { inputFiles } from '../../src/replay/input-files.ts'
import { readRequests } from '../../src/replay/read-requests.ts'
import { keyedFingerprint } from '../../src/span/fingerprint.ts'
import type { SpanFact } from '../../src/span/span-fact.ts'

const linesMax = 16
const depthMax = 12

export async function spanTrees(folder: string): Promise<readonly string[]> {
  const facts = await factsIn(folder)
  const lines = [...Map.groupBy(facts, ({ traceId }) => traceId).values()].flatMap((trace, index) => {
    const spans = trace.map(({ fact }) => fact).filter((fact) => fact.type === 'span')
    return [`trace ${index + 1}`, ...treeOf(spans.toSorted((a, b) => a.startUs - b.startUs))]
  })
  if (lines.length <= linesMax) return lines
  return [...lines.slice(0, linesMax), `... and ${lines.length - linesMax} lines more`]
}

async function factsIn(folder: string): Promise<readonly FactOfTrace[]> {
  const facts: FactOfTrace[] = []
  const fingerprint = keyedFingerprint('scoreboard')
  for (const file of await inputFiles([folder]))
    for await (const request of readRequests(file)) {
      if ('fault' in request) continue
      const read = readFacts(request, decodeLimits, fingerprint)
      if (read.kind === 'read') facts.push(...read.facts)
    }
  return facts
}

/** A span whose parent did not arrive stands at the top, and says so. */
function treeOf(spans: readonly SpanFact[]): readonly string[] {
  const ids = new Set(spans.map(({ spanId }) => spanId))
  const below = Map.groupBy(spans, ({ parentSpanId }) =>
    parentSpanId !== null && ids.has(parentSpanId) ? parentSpanId : '',
  )
  const lines: string[] = []
  const open = (below.get('') ?? []).map((span) => ({ span, depth: 1 })).toReversed()
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { span, depth } = next
    lines.push(`${'  '.repeat(depth)}${describe(span, depth === 1)}`)
    if (depth >= depthMax) continue
    open.push(...(below.get(span.spanId) ?? []).map((child) => ({ span: child, depth: depth + 1 })).toReversed())
  }
  return lines
}

function describe(span: SpanFact, atTop: boolean): string {
  const { kind, name, outcome, outcomeFrom, family, messages, model, tool, parentSpanId } = span
  const notes = [
    family,
    `${outcome}${outcomeFrom === '' ? '' : ` by ${outcomeFrom}`}`,
    ...(atTop && parentSpanId !== null ? ['its parent did not arrive'] : []),
    ...(kind === 'llm' ? [`finish ${model?.finish ?? 'not sent'}`] : []),
    ...(kind === 'llm'
      ? [messages?.captured === true ? `${messages.calls.length} calls asked for` : 'no messages']
      : []),
    ...(kind === 'tool' ? [tool?.callFp == null ? 'no call id' : 'with call id'] : []),
  ]
  return `${kind} ${name} (${notes.join(', ')})`
}
