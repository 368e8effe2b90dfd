import type { RunEvaluation } from '../run/run.ts'
import type { Step } from '../run/step.ts'
import type { Fact, LogFact } from '../span/span-fact.ts'
import type { RunTree } from './find-roots.ts'
import type { SpanNode } from './span-node.ts'

/** Score records of one trace, each in its place among the facts of all traces. */
export interface TraceScores {
  readonly bySpan: ReadonlyMap<string, readonly PlacedScore[]>
  /** Those that name only the trace. */
  readonly ofTrace: readonly PlacedScore[]
}

interface PlacedScore {
  readonly log: LogFact
  readonly place: number
}

/** Read once for all runs of the traces; null where there are no records, as in most of them. */
export function scoresOf(
  traces: readonly { readonly traceId: string; readonly facts: readonly Fact[] }[],
): ReadonlyMap<string, TraceScores> | null {
  const found = new Map<string, { bySpan: Map<string, PlacedScore[]>; ofTrace: PlacedScore[] }>()
  let place = 0
  for (const { traceId, facts } of traces) {
    for (const log of facts) {
      if (!isScore(log)) continue
      const scores = found.get(traceId) ?? { bySpan: new Map(), ofTrace: [] }
      found.set(traceId, scores)
      const same = log.spanId === null ? scores.ofTrace : (scores.bySpan.get(log.spanId) ?? [])
      if (log.spanId !== null) scores.bySpan.set(log.spanId, same)
      same.push({ log, place })
      place += 1
    }
  }
  return found.size === 0 ? null : found
}

/**
 * Evaluations and feedback of a run: those sent on its spans, and log records that name one of its spans. A record that
 * names only the trace, or a span above the run, belongs to the run when the trace holds no other.
 */
export function evaluationsOf(
  scores: ReadonlyMap<string, TraceScores> | null,
  parts: readonly RunTree[],
  nodes: readonly SpanNode[],
  steps: readonly Step[],
): readonly RunEvaluation[] {
  const scored = nodes.filter(({ fact }) => fact.evaluations.length > 0)
  if (scored.length === 0 && scores === null) return []
  const stepIds = new Set(steps.map((step) => step.id))
  const stepOf = (spanId: string | null) => (spanId !== null && stepIds.has(spanId) ? spanId : null)
  const onSpans = scored.flatMap(({ fact }) =>
    fact.evaluations.map((evaluation) => ({ ...evaluation, stepId: stepOf(fact.spanId) })),
  )
  const records = scores === null ? [] : recordsOf(scores, parts, nodes)
  const distinct = [...new Map(records.map((log) => [log.hash, log])).values()]
  const inOrder = distinct.sort((a, b) => a.timeUs - b.timeUs || a.sequence - b.sequence)
  return [...onSpans, ...inOrder.flatMap((log) => scoreOf(log, stepOf(log.spanId)))]
}

/** As they came. A span of one trace may be named by a record of another one that the run is part of, too. */
function recordsOf(
  scores: ReadonlyMap<string, TraceScores>,
  parts: readonly RunTree[],
  nodes: readonly SpanNode[],
): readonly LogFact[] {
  const traces = [...new Set(nodes.map((node) => node.traceId))].flatMap((traceId) => scores.get(traceId) ?? [])
  const only = parts.every(({ alone }) => alone)
  const found = only ? traces.flatMap(({ ofTrace }) => ofTrace) : []
  const spanIds = new Set([...nodes.map(({ fact }) => fact.spanId), ...(only ? parts.flatMap(aboveOf) : [])])
  for (const { bySpan } of traces) {
    for (const spanId of spanIds) for (const score of bySpan.get(spanId) ?? []) found.push(score)
  }
  return found.sort((a, b) => a.place - b.place).map(({ log }) => log)
}

/** Whoever asks the agent is often a span of its own: the function or the request that is scored. */
function aboveOf({ root }: RunTree): readonly string[] {
  const ids: string[] = []
  for (let up = root?.parent ?? null; up !== null; up = up.parent) ids.push(up.fact.spanId)
  return ids
}

function isScore(fact: Fact): fact is LogFact {
  return fact.type === 'log' && fact.evaluation !== null
}

function scoreOf({ evaluation }: LogFact, stepId: string | null): readonly RunEvaluation[] {
  return evaluation === null ? [] : [{ ...evaluation, stepId }]
}
