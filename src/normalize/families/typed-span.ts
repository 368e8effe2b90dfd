import { isKeyed, member, textOf } from '../data.ts'
import { type Place, places } from '../place.ts'
import type { SpanView } from '../span-view.ts'
import type { Family } from './family.ts'

/** Where SDKs that have no convention but their own write what a span is; the nearest to the span first. */
const typeKeys = [
  'span.type',
  'lmnr.span.type',
  'mlflow.spanType',
  'langwatch.span.type',
  'agentops.span.kind',
  'braintrust.span_attributes',
  'ag2.span.type',
  'entity.type',
] as const

/** A word that others use for other things counts only beside another of the same SDK. */
const beside: Readonly<Record<string, string>> = { 'entity.type': 'operation.id' }

const types: Readonly<Record<string, Place>> = {
  llm: places.llm,
  chat_model: places.llm,
  generation: places.llm,
  tool: places.tool,
  tool_call: places.tool,
  agent: places.agent,
  workflow: places.workflow,
  chain: places.chain,
  task: places.chain,
  default: places.chain,
  retriever: places.retrieval,
  retrieval: places.retrieval,
  rag: places.retrieval,
  reranker: places.retrieval,
  embedding: places.other,
  memory: places.other,
  usage: places.other,
  guardrail: places.guardrail,
  handoff: places.handoff,
  evaluator: places.evaluation,
  evaluation: places.evaluation,
  scorer: places.evaluation,
  score: places.evaluation,
}

/** VoltAgent, Laminar, MLflow, LangWatch, AgentOps, Braintrust: one attribute says the kind in a plain word. */
export const typedSpan: Family = {
  name: 'typed_span',
  attributes: [...typeKeys, ...Object.values(beside)],
  recognizes: (view) => placeOfType(view) !== null,
  place: placeOfType,
}

/** Only words that tell: the same key has others for spans that are none of an agent's. */
function placeOfType(view: SpanView): Place | null {
  for (const key of typeKeys) {
    if (!view.has(key) || !view.has(beside[key] ?? key)) continue
    const type = typeIn(view, key)?.toLowerCase() ?? ''
    return Object.hasOwn(types, type) ? (types[type] ?? null) : null
  }
  return null
}

/** A word, a word in JSON quotes, or `{"type": "llm"}`. */
function typeIn(view: SpanView, key: string): string | null {
  const value = view.json(key)
  return textOf(isKeyed(value) ? member(value, 'type') : value)
}
