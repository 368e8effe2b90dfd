import type { NoRunReason, Run, RunTotals } from '../run/run.ts'
import type { Step } from '../run/step.ts'
import type { Fact, LogFact, SpanFact, ValueFact } from '../span/span-fact.ts'
import { agentName } from './agent-name.ts'
import { markAskedInside } from './asked-inside.ts'
import { attachLogs } from './attach-logs.ts'
import { borrowModels } from './borrow-model.ts'
import { buildForest } from './build-forest.ts'
import { deduplicate } from './deduplicate.ts'
import { evaluationsOf, scoresOf, type TraceScores } from './evaluations.ts'
import { findRuns, type RunTree } from './find-roots.ts'
import { foldDuplicates } from './fold-duplicates.ts'
import { markHeldCalls } from './held-calls.ts'
import { joinRuns, type RunParts } from './join-runs.ts'
import type { PriceOf } from './price.ts'
import { runId } from './run-id.ts'
import { runOutcome } from './run-outcome.ts'
import type { SpanNode } from './span-node.ts'
import { stepsOf, stepsPerRunMax } from './steps.ts'
import { callsPerRunMax, trackCalls } from './tool-calls.ts'
import { markTrippedGuards } from './tripped-guards.ts'

export interface AssembleInput {
  readonly tenant: string
  /** The trace itself first, then those that continue it. */
  readonly traces: readonly { readonly traceId: string; readonly facts: readonly Fact[] }[]
  readonly cutFacts: number
  /** Of more runs those that began first are put together; all of them where it is left out. */
  readonly runsMax?: number
}

export interface Assembly {
  readonly runs: readonly Run[]
  /** Runs beyond `runsMax`. */
  readonly cutRuns: number
  /** Why the traces hold no run; null when they hold any. */
  readonly noRun: NoRunReason | null
  /** Fingerprints of tool calls that were issued here and neither run nor answered. */
  readonly pendingCalls: readonly string[]
  /** Fingerprints of tool calls that were answered here and issued elsewhere. */
  readonly awaitedCalls: readonly string[]
}

/** Puts the runs of a trace (and of the traces that continue it) together. Pure; linear in the number of spans. */
export function assemble(input: AssembleInput, price: PriceOf): Assembly {
  const forests = input.traces.map(forestOf)
  const trees = forests.flatMap((forest) => findRuns(forest))
  const joined = joinRuns(trees)
  const scores = scoresOf(input.traces)
  const kept = firstRuns(input, joined)
  const runs = kept.map((parts) => toRun(input, parts, { price, scores })).sort(byEnd)
  return {
    runs,
    cutRuns: joined.length - kept.length,
    noRun: joined.length > 0 ? null : noRunReason(forests.flat()),
    pendingCalls: [...new Set(joined.flatMap(({ open }) => open.issued))],
    awaitedCalls: [...new Set(joined.flatMap(({ open }) => open.answered))],
  }
}

function forestOf(trace: { readonly traceId: string; readonly facts: readonly Fact[] }): readonly SpanNode[] {
  const spans = trace.facts.filter((fact): fact is SpanFact => fact.type === 'span')
  const logs = trace.facts.filter((fact): fact is LogFact => fact.type === 'log')
  const forest = buildForest(trace.traceId, attachLogs(deduplicate(spans), logs))
  foldDuplicates(forest)
  borrowModels(forest)
  markAskedInside(forest)
  return forest
}

function byEnd(a: Run, b: Run): number {
  return a.endUs - b.endUs || (a.id < b.id ? -1 : 1)
}

/** Tools without any model or agent are context for the run that called them from another trace. */
function noRunReason(forest: readonly SpanNode[]): NoRunReason {
  if (forest.length === 0) return 'no_spans'
  const stack = [...forest]
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    if (node.fact.role !== 'infra') return 'context_only'
    for (const child of node.children) stack.push(child)
  }
  return 'infrastructure_only'
}

interface Known {
  readonly price: PriceOf
  readonly scores: ReadonlyMap<string, TraceScores> | null
}

/** Those that began first, so that what comes late changes little. */
function firstRuns(input: AssembleInput, joined: readonly RunParts[]): readonly RunParts[] {
  const { runsMax = joined.length } = input
  if (joined.length <= runsMax) return joined
  const beginOf = ({ nodes }: RunParts) => nodes[0]?.fact.startUs ?? 0
  const ids = new Map<RunParts, string>()
  const idOf = (parts: RunParts) => {
    const id = ids.get(parts) ?? idOfRun(input, parts)
    ids.set(parts, id)
    return id
  }
  return joined.toSorted((a, b) => beginOf(a) - beginOf(b) || (idOf(a) < idOf(b) ? -1 : 1)).slice(0, runsMax)
}

function idOfRun(input: AssembleInput, runParts: RunParts): string {
  return runId(input.tenant, traceOf(input, runParts), runParts.parts[0]?.anchorId ?? '')
}

function traceOf(input: AssembleInput, { nodes }: RunParts): string {
  return nodes[0]?.traceId ?? input.traces[0]?.traceId ?? ''
}

function toRun(input: AssembleInput, runParts: RunParts, { price, scores }: Known): Run {
  const { parts, nodes } = runParts
  const root = parts[0]?.root ?? null
  const traceId = traceOf(input, runParts)
  markHeldCalls(nodes)
  markTrippedGuards(nodes)
  const tracks = trackCalls(nodes)
  const agent = agentName(root, nodes)
  const steps = stepsOf({ root, laterRoots: laterRootsOf(parts), agent, tracks, price, nodes })
  const last = parts.at(-1)
  const verdict = runOutcome({
    root: last?.root ?? root,
    rootMissing: parts.some((part) => part.rootMissing),
    nodes,
    steps,
    tracks,
  })
  const isFull = tracks.length === callsPerRunMax || (tracks.length > 0 && steps.length >= stepsPerRunMax)
  const isCut = input.cutFacts > 0 || isFull
  const incomplete = incompleteReasons(parts, nodes, isCut)
  const context = contextOf(root, nodes)
  return {
    id: idOfRun(input, runParts),
    tenant: input.tenant,
    traceId,
    traceIds: distinct([traceId], nodes, (node) => node.traceId),
    rootSpanId: root?.fact.spanId ?? null,
    agent,
    ...context,
    families: distinct([], nodes, ({ fact }) => (fact.role === 'infra' ? null : fact.family)).sort(),
    scopes: scopesOf(nodes),
    ...extentOf(nodes),
    outcome: verdict.outcome,
    outcomeFrom: verdict.from,
    errorTemplate: verdict.error?.template ?? null,
    errorClass: verdict.error?.class ?? null,
    complete: incomplete.length === 0,
    incomplete,
    steps,
    entry: entryOf(nodes),
    answer: answerOf(steps, last?.root ?? null),
    contentCaptured: nodes.some((node) => node.fact.messages?.captured === true),
    evaluations: evaluationsOf(scores, parts, nodes, steps),
    totals: totalsOf(steps, nodes),
  }
}

/** Agents that later parts of a run begin with: they are the run itself, not steps of it. */
function laterRootsOf(parts: readonly RunTree[]): ReadonlySet<SpanNode> {
  const roots = new Set<SpanNode>()
  for (const { root } of parts.slice(1)) if (root?.fact.kind === 'agent') roots.add(root)
  return roots
}

function incompleteReasons(parts: readonly RunTree[], nodes: readonly SpanNode[], isCut: boolean): Run['incomplete'] {
  const reasons: Run['incomplete'][number][] = []
  if (parts.some((part) => part.rootMissing)) reasons.push('root_missing')
  if (parts.some((part) => part.parentMissing && !part.rootMissing)) reasons.push('parent_missing')
  if (isCut) reasons.push('spans_cut')
  if (nodes.some((node) => node.fact.truncated)) reasons.push('attributes_dropped')
  return reasons
}

type RunContext = Pick<
  Run,
  'agentVersion' | 'service' | 'environment' | 'release' | 'sessionId' | 'userFp' | 'samplingThreshold'
>

/** Who and where: the root says it, or else the first span of the run that does. */
function contextOf(root: SpanNode | null, nodes: readonly SpanNode[]): RunContext {
  const ordered = root === null ? nodes : [root, ...nodes]
  const first = <T>(read: (fact: SpanFact) => T | null | undefined): T | null => {
    for (const node of ordered) {
      const value = read(node.fact)
      if (value !== null && value !== undefined) return value
    }
    return null
  }
  return {
    agentVersion: first((fact) => fact.agent?.version),
    service: ordered[0]?.fact.service.name ?? 'unknown_service',
    environment: first((fact) => fact.service.environment),
    release: first((fact) => fact.service.version),
    sessionId: first((fact) => fact.sessionId),
    userFp: first((fact) => fact.userFp),
    samplingThreshold: first((fact) => fact.samplingThreshold),
  }
}

const scopesMax = 16

function scopesOf(nodes: readonly SpanNode[]): readonly string[] {
  const scopes = distinct([], nodes, ({ fact: { scope } }) => (scope === '' ? null : scope))
  return scopes.sort().slice(0, scopesMax)
}

/** Each value once, in order; most spans of a run have that of the one before. */
function distinct(
  first: readonly string[],
  nodes: readonly SpanNode[],
  read: (node: SpanNode) => string | null,
): string[] {
  const found = new Set(first)
  let before: string | null = null
  for (const node of nodes) {
    const value = read(node)
    if (value !== null && value !== before) found.add(value)
    before = value
  }
  return [...found]
}

/** From the first start to the last end; a span that ends before it starts counts as a moment. */
function extentOf(nodes: readonly SpanNode[]): Pick<Run, 'startUs' | 'endUs'> {
  let startUs = Number.POSITIVE_INFINITY
  let endUs = 0
  for (const { fact } of nodes) {
    startUs = Math.min(startUs, fact.startUs)
    endUs = Math.max(endUs, fact.endUs, fact.startUs)
  }
  return nodes.length === 0 ? { startUs: 0, endUs: 0 } : { startUs, endUs }
}

function entryOf(nodes: readonly SpanNode[]): ValueFact | null {
  return nodes.find((node) => node.fact.messages?.input != null)?.fact.messages?.input ?? null
}

function answerOf(steps: readonly Step[], root: SpanNode | null): ValueFact | null {
  const last = steps.findLast((step) => step.kind === 'llm')
  if (last !== undefined && last.callCount === 0 && last.answer !== null) return last.answer
  return root?.fact.kind === 'agent' && root.fact.messages?.calls.length === 0 ? root.fact.messages.output : null
}

function totalsOf(steps: readonly Step[], nodes: readonly SpanNode[]): RunTotals {
  const extent = extentOf(nodes)
  let [toolCalls, modelCalls, inputTokens, outputTokens]: [number, number, number, number] = [0, 0, 0, 0]
  let costUsd: number | null = null
  for (const step of steps) {
    if (step.kind === 'tool') toolCalls += 1
    if (step.kind !== 'llm') continue
    modelCalls += 1
    inputTokens += step.tokens?.input ?? 0
    outputTokens += step.tokens?.output ?? 0
    if (step.costUsd !== null) costUsd = (costUsd ?? 0) + step.costUsd
  }
  const durationMs = (extent.endUs - extent.startUs) / 1000
  return { steps: steps.length, toolCalls, modelCalls, inputTokens, outputTokens, costUsd, durationMs }
}
