import type { RunEvaluation } from '../run/run.ts'
import type { Step } from '../run/step.ts'
import type { Fact, LogFact } from '../span/span-fact.ts'
import type { RunTree } from './find-roots.ts'
import type { SpanNode } from './span-node.ts'

/**
 * Evaluations and feedback of a run: those sent on its spans, and log records that name one of its spans. A record that
 * names only the trace belongs to the run when the trace holds no other.
 */
export function evaluationsOf(
  input: { readonly traces: readonly { readonly traceId: string; readonly facts: readonly Fact[] }[] },
  parts: readonly RunTree[],
  nodes: readonly SpanNode[],
  steps: readonly Step[],
): readonly RunEvaluation[] {
  const stepIds = new Set(steps.map((step) => step.id))
  const spanIds = new Set(nodes.map((node) => node.fact.spanId))
  const traceIds = new Set(nodes.map((node) => node.traceId))
  const stepOf = (spanId: string | null) => (spanId !== null && stepIds.has(spanId) ? spanId : null)
  const onSpans = nodes.flatMap(({ fact }) =>
    fact.evaluations.map((evaluation) => ({ ...evaluation, stepId: stepOf(fact.spanId) })),
  )
  const only = parts.every((part) => part.excluded.size <= 1)
  const records = input.traces
    .filter((trace) => traceIds.has(trace.traceId))
    .flatMap((trace) => trace.facts.filter(isScore))
    .filter((log) => (log.spanId === null ? only : spanIds.has(log.spanId)))
  const distinct = [...new Map(records.map((log) => [log.hash, log])).values()]
  const inOrder = distinct.sort((a, b) => a.timeUs - b.timeUs || a.sequence - b.sequence)
  return [...onSpans, ...inOrder.flatMap((log) => scoreOf(log, stepOf(log.spanId)))]
}

function isScore(fact: Fact): fact is LogFact {
  return fact.type === 'log' && fact.evaluation !== null
}

function scoreOf({ evaluation }: LogFact, stepId: string | null): readonly RunEvaluation[] {
  return evaluation === null ? [] : [{ ...evaluation, stepId }]
}
