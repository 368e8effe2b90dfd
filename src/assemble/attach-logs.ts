import type { LogFact, MessagesFact, SpanFact, ToolAnswerFact, ToolCallFact, ValueFact } from '../span/span-fact.ts'
import type { StepOutcome } from '../span/step-kind.ts'

/**
 * Log records that carry messages or exceptions belong to the span they name; they may have come before it. Records of
 * one span are read in the order of their time, and only what follows the last assistant message counts as input.
 */
export function attachLogs(spans: readonly SpanFact[], logs: readonly LogFact[]): readonly SpanFact[] {
  if (logs.length === 0) return spans
  const passed = argumentsOfCalls(logs)
  const bySpan = Map.groupBy(
    logs.filter((log) => log.spanId !== null),
    (log) => log.spanId,
  )
  return spans.map((span) => {
    const own = bySpan.get(span.spanId)
    return withArguments(own === undefined ? span : withLogs(span, own), passed)
  })
}

/** Records of tool calls that name the call and no span: what the tool's own span may not tell. */
function argumentsOfCalls(logs: readonly LogFact[]): ReadonlyMap<string, ValueFact> {
  const passed = new Map<string, ValueFact>()
  for (const { spanId, messages } of logs) {
    if (spanId !== null) continue
    for (const call of messages?.calls ?? []) {
      if (call.callFp !== null && call.arguments !== null) passed.set(call.callFp, call.arguments)
    }
  }
  return passed
}

function withArguments(span: SpanFact, passed: ReadonlyMap<string, ValueFact>): SpanFact {
  const { tool } = span
  if (tool === null || tool.arguments !== null || tool.callFp === null) return span
  const told = passed.get(tool.callFp)
  return told === undefined ? span : { ...span, tool: { ...tool, arguments: told } }
}

function withLogs(span: SpanFact, logs: readonly LogFact[]): SpanFact {
  const ordered = distinct(logs).sort((a, b) => a.timeUs - b.timeUs || a.sequence - b.sequence)
  const messages = ordered.flatMap((log) => (log.messages === null ? [] : [log.messages]))
  const exception = ordered.find((log) => log.event === 'exception' && log.error !== null)
  return {
    ...span,
    messages: messages.length === 0 ? span.messages : mergeMessages(span.messages, messages),
    error: span.error ?? exception?.error ?? null,
  }
}

function distinct(logs: readonly LogFact[]): LogFact[] {
  return [...new Map(logs.map((log) => [log.hash, log])).values()]
}

/** Single-message records come in conversation order; the model's own output is the last assistant record. */
function mergeMessages(base: MessagesFact | null, records: readonly MessagesFact[]): MessagesFact {
  const whole = records.filter((record) => record.role === null)
  const single = records.filter((record) => record.role !== null)
  const output = single.findLast((record) => record.role === 'assistant')
  const outputIsLast = output !== undefined && single.at(-1) === output
  const history = outputIsLast ? single.slice(0, -1) : single
  const input = history.slice(history.findLastIndex((record) => record.role === 'assistant') + 1)
  const parts = [...(base === null ? [] : [base]), ...whole, ...input.map(asInput)]
  if (outputIsLast) parts.push(asOutput(output))
  return joinMessages(parts)
}

function asInput(record: MessagesFact): MessagesFact {
  return { ...record, calls: [], output: null }
}

function asOutput(record: MessagesFact): MessagesFact {
  return { ...record, answers: [], input: null }
}

function joinMessages(parts: readonly MessagesFact[]): MessagesFact {
  return {
    calls: toldOnce(parts.flatMap((part) => part.calls)),
    answers: toldOnce(parts.flatMap((part) => part.answers).sort(tellingFirst)),
    output: parts.findLast((part) => part.output !== null)?.output ?? null,
    input: parts.findLast((part) => part.input !== null)?.input ?? null,
    offered: parts.find((part) => part.offered !== null)?.offered ?? null,
    captured: parts.some((part) => part.captured),
    role: null,
  }
}

/** The same answer may be told by a record of its own and in the message it came in, and one of them knows how it went. */
function tellingFirst(a: ToolAnswerFact, b: ToolAnswerFact): number {
  return silence[a.outcome] - silence[b.outcome]
}

const silence: Readonly<Record<StepOutcome, number>> = { rejected: 0, error: 0, waiting: 1, ok: 1, unknown: 2 }

/** Calls, and answers, that are put together from the records of one span: as many as a run may have. */
const itemsMax = 10_000

/** A span may carry the messages that its log records tell too. */
function toldOnce<T extends ToolCallFact | ToolAnswerFact>(items: readonly T[]): readonly T[] {
  const seen = new Set<string>()
  return items.slice(0, itemsMax).filter((item) => {
    if (item.callFp === null) return true
    const key = 'approval' in item ? `${item.callFp} ${item.approval}` : item.callFp
    return !seen.has(key) && seen.add(key)
  })
}
