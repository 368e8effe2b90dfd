import type { ErrorFact, MessagesFact, ModelFact, SpanFact, ToolFact } from '../span/span-fact.ts'
import { joinMessages } from './attach-logs.ts'
import { type SpanNode, walk } from './span-node.ts'

/** Share of the outer span that its only equal child must fill to be the same operation (conventions §0 rule 7). */
const sameOperationShare = 0.8

/**
 * Two instrumentations tell the same operation twice: a framework's `chat` around the provider SDK's, a framework's
 * `execute_tool` around the MCP client's around the MCP server's. The outer span stays, with the union of the fields;
 * tokens and errors of the inner one are nearer to the truth. A model span around several model calls is a wrapper.
 */
export function foldDuplicates(forest: readonly SpanNode[]): void {
  for (const root of forest) for (const node of walk(root).reverse()) fold(node)
}

function fold(node: SpanNode): void {
  const kind = node.fact.kind
  if (node.children.length === 0) return
  if (kind !== 'llm' && kind !== 'tool' && kind !== 'retrieval') return
  const same = sameKindBelow(node)
  if (same.length === 0) return
  const [only] = same
  if (same.length === 1 && only !== undefined && isSameOperation(node.fact, only.fact)) absorb(node, only)
  else if (kind === 'llm') node.fact = { ...node.fact, kind: 'other', role: 'turn' }
}

/** Nearest descendants of the node's own kind; does not look below agents, tools or other calls. */
function sameKindBelow(node: SpanNode): SpanNode[] {
  const below = walk(node, ({ fact }) => fact.kind !== 'other')
  return below.filter((each) => each !== node && each.fact.kind === node.fact.kind)
}

function isSameOperation(outer: SpanFact, inner: SpanFact): boolean {
  if (outer.kind === 'llm') return true
  if (outer.name !== inner.name) return false
  return (
    inner.endUs - inner.startUs >= sameOperationShare * (outer.endUs - outer.startUs) || outer.family !== inner.family
  )
}

function absorb(outer: SpanNode, inner: SpanNode): void {
  outer.fact = union(outer.fact, inner.fact)
  inner.fact = { ...inner.fact, kind: 'other', role: 'turn', messages: null }
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
  const calls = outer.calls.length > 0 ? outer : inner
  const answers = outer.answers.length > 0 ? outer : inner
  return { ...joinMessages([inner, outer]), calls: calls.calls, answers: answers.answers }
}
