import type { Evidence } from '../evidence.ts'
import { type Place, places } from '../place.ts'
import type { SpanView } from '../span-view.ts'
import type { Family } from './family.ts'
import { placeInGraph, placeOfNode } from './langgraph.ts'

const kinds: Readonly<Record<string, Place>> = {
  LLM: places.llm,
  AGENT: places.agent,
  CHAIN: places.chain,
  TOOL: places.tool,
  RETRIEVER: places.retrieval,
  RERANKER: places.retrieval,
  EMBEDDING: places.other,
  GUARDRAIL: places.guardrail,
  EVALUATOR: places.evaluation,
  PROMPT: places.turn,
}

/** OpenInference: Arize's instrumentations and span processors, and whatever sets `openinference.span.kind`. */
export const openinference: Family = {
  name: 'openinference',
  attributes: ['openinference.span.kind', 'graph.node.parent_id', 'metadata'],
  recognizes: (view) => view.has('openinference.span.kind'),
  place: (view) => {
    const kind = view.text('openinference.span.kind')?.toUpperCase() ?? ''
    if (kind === 'TOOL' && view.span.name.startsWith('handoff to ')) return places.handoff
    if (kind === 'CHAIN') return placeOfChain(view)
    if (isMoment(view)) return places.other
    if (kind === 'LLM' && preparation.test(view.span.name)) return places.turn
    if (kind === 'AGENT') return placeOfNode(view) ?? places.agent
    return Object.hasOwn(kinds, kind) ? (kinds[kind] ?? null) : null
  },
  evidence: rewrittenSuccess,
}

const moments = new Set(['start', 'update', 'partial_update', 'success', 'error', 'retry', 'finish', 'final_answer'])
const momentUsMax = 1000

/** What emits events has some of them told as spans without length, of the kind of what emitted them. */
function isMoment(view: SpanView): boolean {
  const { span } = view
  // A tool may be called like that, and be as quick.
  return moments.has(span.name) && span.endUs - span.startUs < momentUsMax && !view.has('tool.name')
}

/** A method of a model's class that only puts the request together. */
const preparation = /(?:^|\.)_?prepare_\w+$/

/** A turn or step of an agent's loop is a chain in this convention, like the run itself. */
function placeOfChain(view: SpanView): Place {
  const graph = placeInGraph(view)
  if (graph !== null) return graph
  const turn =
    /^(?:turn|step)(?:[ _]\d{1,6})?$/i.test(view.span.name) || view.text('gen_ai.operation.name') === 'agent_step'
  return turn ? places.turn : places.chain
}

/**
 * A processor that rewrites the AI SDK's spans passes a child's ERROR on to later spans that went well. Such a span has
 * no exception of its own, and what the AI SDK only writes on success.
 */
function rewrittenSuccess(view: SpanView, place: Place): Evidence | null {
  const rewritten = view.has('gen_ai.operation.name') || view.has('ai.operationId')
  if (!rewritten || view.span.statusCode !== 2 || view.event('exception') !== undefined || view.has('error.type'))
    return null
  const done =
    place.kind === 'tool'
      ? view.has('gen_ai.tool.call.result') || view.has('ai.toolCall.result')
      : view.has('gen_ai.response.finish_reasons') || view.has('ai.response.finishReason')
  return done ? { outcome: 'ok', from: 'result over inherited status' } : null
}
