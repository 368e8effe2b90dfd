import type { ErrorFact, MessagesFact, ModelFact, SpanFact, ToolFact } from '../span/span-fact.ts'
import type { StepKind } from '../span/step-kind.ts'
import { type SpanNode, walk } from './span-node.ts'

/** Share of the outer span that its only equal child must fill to be the same operation (conventions §0 rule 7). */
const sameOperationShare = 0.8

/**
 * Two instrumentations tell the same operation twice: a framework's `chat` around the provider SDK's, a framework's
 * `execute_tool` around the MCP client's around the MCP server's. The outer span stays, with the union of the fields;
 * tokens and errors of the inner one are nearer to the truth. A model span around several model calls is a wrapper.
 */
export function foldDuplicates(forest: readonly SpanNode[]): void {
  const seen: Seen = new Map()
  for (const root of forest) for (const node of walk(root).reverse()) fold(node, seen)
  foldSideBySide(forest)
  for (const root of forest) for (const { children } of walk(root)) foldSideBySide(children)
}

/** An instrumentation that does not make its span the current one has the provider SDK's beside it, not below. */
function foldSideBySide(siblings: readonly SpanNode[]): void {
  if (siblings.length < 2) return
  foldServedTools(siblings)
  const answered = siblings.filter(({ fact }) => fact.kind === 'llm' && fact.model?.responseId != null)
  if (answered.length < 2) return
  for (const told of Map.groupBy(answered, ({ fact }) => fact.model?.responseId).values()) {
    const [first, second] = told
    if (first === undefined || second === undefined || told.length !== 2) continue
    if (contains(first.fact, second.fact)) absorb(first, second)
    else if (contains(second.fact, first.fact)) absorb(second, first)
  }
}

/** A server in the agent's own process writes its span of a tool call beside the agent's, which tells the call's id. */
function foldServedTools(siblings: readonly SpanNode[]): void {
  const served = siblings.filter(({ fact }) => fact.kind === 'tool' && fact.spanKind === serverKind)
  if (served.length === 0) return
  const called = Map.groupBy(
    siblings.filter(({ fact }) => fact.kind === 'tool' && fact.tool?.callFp != null),
    ({ fact }) => fact.name,
  )
  for (const [name, inner] of Map.groupBy(served, ({ fact }) => fact.name)) foldEach(called.get(name) ?? [], inner)
}

/** OTLP `SPAN_KIND_SERVER`. */
const serverKind = 2

/** Both in order of their start: each call is served once, and not each was served. */
function foldEach(called: readonly SpanNode[], served: readonly SpanNode[]): void {
  const left = [...served].sort(byStart).values()
  let next = left.next()
  for (const outer of [...called].sort(byStart)) {
    while (!next.done && next.value.fact.startUs < outer.fact.startUs) next = left.next()
    if (next.done) return
    if (!contains(outer.fact, next.value.fact)) continue
    absorbServed(outer, next.value)
    next = left.next()
  }
}

/** The agent was told the error's text, the server's span often only that there was one. */
function absorbServed(outer: SpanNode, inner: SpanNode): void {
  const { error } = outer.fact
  absorb(outer, inner)
  outer.fact = { ...outer.fact, error: error ?? outer.fact.error }
}

function byStart(a: SpanNode, b: SpanNode): number {
  return a.fact.startUs - b.fact.startUs
}

function contains(outer: SpanFact, inner: SpanFact): boolean {
  return outer.scope !== inner.scope && outer.startUs <= inner.startUs && outer.endUs >= inner.endUs
}

/** What is seen from above through a span that is nothing by itself, two of a kind at most: more tell no more. */
type Seen = Map<SpanNode, readonly SpanNode[]>

function fold(node: SpanNode, seen: Seen): void {
  if (node.children.length === 0) return
  const { kind } = node.fact
  if (kind === 'llm' || kind === 'tool' || kind === 'retrieval' || kind === 'handoff') foldInto(node, seen)
  if (node.fact.kind === 'other') seen.set(node, nearestBelow(node, seen))
}

function foldInto(node: SpanNode, seen: Seen): void {
  const { kind } = node.fact
  const [only, another] = nearestBelow(node, seen).filter(({ fact }) => fact.kind === kind)
  if (only === undefined) return
  if (another === undefined && isSameOperation(node.fact, only.fact)) absorb(node, only)
  else if (kind === 'llm') node.fact = { ...node.fact, kind: 'other', role: 'turn' }
}

/** Nearest descendants that are something, two of a kind; does not look below agents, tools or other calls. */
function nearestBelow({ children }: SpanNode, seen: Seen): readonly SpanNode[] {
  const found: SpanNode[] = []
  const counts = new Map<StepKind, number>()
  for (const child of children) {
    for (const each of child.fact.kind === 'other' ? (seen.get(child) ?? []) : [child]) {
      const count = counts.get(each.fact.kind) ?? 0
      if (count < 2) found.push(each)
      counts.set(each.fact.kind, count + 1)
    }
  }
  return found
}

function isSameOperation(outer: SpanFact, inner: SpanFact): boolean {
  if (outer.kind === 'llm') return true
  if (outer.tool?.callFp != null && outer.tool.callFp === inner.tool?.callFp) return true
  if (outer.name !== inner.name) return false
  return (
    inner.endUs - inner.startUs >= sameOperationShare * (outer.endUs - outer.startUs) || outer.family !== inner.family
  )
}

function absorb(outer: SpanNode, inner: SpanNode): void {
  outer.fact = union(outer.fact, inner.fact)
  const role = inner.fact.kind === 'llm' ? 'turn' : 'leaf'
  inner.fact = { ...inner.fact, kind: 'other', role, messages: null }
}

function union(outer: SpanFact, inner: SpanFact): SpanFact {
  const failed = inner.outcome === 'error' && outer.outcome === 'unknown'
  return {
    ...outer,
    outcome: failed ? inner.outcome : outer.outcome === 'unknown' ? inner.outcome : outer.outcome,
    outcomeFrom: failed || outer.outcome === 'unknown' ? inner.outcomeFrom : outer.outcomeFrom,
    error: unionError(outer, inner),
    tool: unionTool(outer.tool, inner.tool),
    model: unionModel(outer.model, inner.model),
    messages: unionMessages(outer.messages, inner.messages),
    documents: outer.documents ?? inner.documents,
    truncated: outer.truncated || inner.truncated,
  }
}

function unionError(outer: SpanFact, inner: SpanFact): ErrorFact | null {
  return outer.outcome === 'ok' ? outer.error : (inner.error ?? outer.error)
}

function unionTool(outer: ToolFact | null, inner: ToolFact | null): ToolFact | null {
  if (outer === null || inner === null) return outer ?? inner
  return {
    callFp: outer.callFp ?? inner.callFp,
    arguments: outer.arguments ?? inner.arguments,
    result: outer.result ?? inner.result,
    type: outer.type ?? inner.type,
  }
}

function unionModel(outer: ModelFact | null, inner: ModelFact | null): ModelFact | null {
  if (outer === null || inner === null) return outer ?? inner
  const told = inner.tokens.input !== null || inner.tokens.output !== null
  return {
    provider: outer.provider ?? inner.provider,
    requested: outer.requested ?? inner.requested,
    used: inner.used ?? outer.used,
    tokens: told ? inner.tokens : outer.tokens,
    costUsd: outer.costUsd ?? inner.costUsd,
    finish: outer.finish ?? inner.finish,
    responseId: outer.responseId ?? inner.responseId,
  }
}

/** Both tell the same messages: those of the outer span, filled up from the inner one where it tells nothing. */
function unionMessages(outer: MessagesFact | null, inner: MessagesFact | null): MessagesFact | null {
  if (outer === null || inner === null) return outer ?? inner
  return {
    calls: outer.calls.length > 0 ? outer.calls : inner.calls,
    answers: outer.answers.length > 0 ? outer.answers : inner.answers,
    output: outer.output ?? inner.output,
    input: outer.input ?? inner.input,
    offered: inner.offered ?? outer.offered,
    captured: inner.captured || outer.captured,
    role: null,
  }
}
