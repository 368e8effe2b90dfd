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

/** Scores kept of a run: of more the last ones, for later verdicts count more than earlier ones. */
const scoresMax = 4096

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
  const records = scores === null ? [] : recordsOf(scores, parts, nodes)
  const onRecords = records.slice(-scoresMax).flatMap((log) => scoreOf(log, stepOf(log.spanId)))
  return [...lastOnSpans(scored, scoresMax - onRecords.length, stepOf), ...onRecords]
}

function lastOnSpans(
  scored: readonly SpanNode[],
  most: number,
  stepOf: (spanId: string) => string | null,
): readonly RunEvaluation[] {
  let first = scored.length
  for (let left = most; first > 0 && left > 0; first -= 1) left -= scored[first - 1]?.fact.evaluations.length ?? 0
  const onSpans = scored.slice(first).flatMap(({ fact }) => {
    const stepId = stepOf(fact.spanId)
    return fact.evaluations.map((evaluation) => ({ ...evaluation, stepId }))
  })
  return onSpans.slice(Math.max(0, onSpans.length - most))
}

/** By time, then as they came. A span of one trace may be named by a record of another one that the run is part of, too. */
function recordsOf(
  scores: ReadonlyMap<string, TraceScores>,
  parts: readonly RunTree[],
  nodes: readonly SpanNode[],
): readonly LogFact[] {
  const traces = [...new Set(nodes.map((node) => node.traceId))].flatMap((traceId) => scores.get(traceId) ?? [])
  const only = parts.every(({ alone }) => alone)
  const told = new Map<string, PlacedScore>()
  const add = (score: PlacedScore) => {
    const same = told.get(score.log.hash)
    if (same === undefined || same.place > score.place) told.set(score.log.hash, score)
  }
  if (only) for (const { ofTrace } of traces) ofTrace.forEach(add)
  const spanIds = new Set([...nodes.map(({ fact }) => fact.spanId), ...(only ? parts.flatMap(aboveOf) : [])])
  for (const { bySpan } of traces) {
    for (const spanId of spanIds) bySpan.get(spanId)?.forEach(add)
  }
  return [...told.values()].sort(byTime).map(({ log }) => log)
}

function byTime(a: PlacedScore, b: PlacedScore): number {
  return a.log.timeUs - b.log.timeUs || a.log.sequence - b.log.sequence || a.place - b.place
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
