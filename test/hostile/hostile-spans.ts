import { randomBytes } from 'node:crypto'

export interface JsonSpan {
  readonly traceId: string
  readonly spanId: string
  readonly [field: string]: unknown
}

export function newTraceId(): string {
  return randomBytes(16).toString('hex')
}

/** The id of the n-th span of a trace. */
export function idOf(n: number): string {
  return (n + 1).toString(16).padStart(16, '0')
}

export const nowNs = () => BigInt(Date.now()) * 1_000_000n

/** A span of the GenAI conventions; the fields given win. */
export function span(traceId: string, n: number, operation: string, fields: Record<string, unknown> = {}): JsonSpan {
  const start = nowNs() - 60_000_000_000n + BigInt(n) * 1_000_000n
  const { attributes = [], ...rest } = fields
  return {
    ...{ traceId, spanId: idOf(n), name: `${operation} x`, kind: 1 },
    ...{ startTimeUnixNano: String(start), endTimeUnixNano: String(start + 900_000n) },
    attributes: [
      attribute('gen_ai.operation.name', operation),
      attribute('gen_ai.agent.name', 'hostile'),
      ...(operation === 'execute_tool' ? [attribute('gen_ai.tool.name', 'lookup_page')] : []),
      ...(Array.isArray(attributes) ? attributes : []),
    ],
    ...rest,
  }
}

export function attribute(key: string, value: string | number): object {
  return { key, value: typeof value === 'string' ? { stringValue: value } : { intValue: String(value) } }
}

/** An agent span without a parent and two steps below it. */
export function smallRun(traceId: string, root: Record<string, unknown> = {}): readonly JsonSpan[] {
  return [
    span(traceId, 1, 'chat', { parentSpanId: idOf(0) }),
    span(traceId, 2, 'execute_tool', { parentSpanId: idOf(0) }),
    span(traceId, 0, 'invoke_agent', { endTimeUnixNano: String(nowNs()), ...root }),
  ]
}

export function requestOf(spans: readonly JsonSpan[], resource: readonly object[] = []): string {
  return JSON.stringify({ resourceSpans: [{ resource: { attributes: resource }, scopeSpans: [{ spans }] }] })
}
