import type { Evidence } from '../evidence.ts'
import { type Place, places } from '../place.ts'
import type { SpanView } from '../span-view.ts'
import type { Family } from './family.ts'
import { placeInGraph } from './langgraph.ts'

const types: Readonly<Record<string, Place>> = {
  generation: places.llm,
  event: places.other,
  embedding: places.other,
  agent: places.agent,
  tool: places.tool,
  retriever: places.retrieval,
  guardrail: places.guardrail,
  evaluator: places.evaluation,
}

/** Langfuse SDK: the observation type says what a span is, its level how it went. `span` says nothing. */
export const langfuse: Family = {
  name: 'langfuse',
  attributes: [
    'langfuse.observation.type',
    'langfuse.observation.level',
    'langfuse.observation.usage_details',
    'langfuse.internal.is_app_root',
    'langfuse.observation.metadata.langgraph_node',
    'langfuse.observation.metadata.lc_agent_name',
  ],
  recognizes: (view) => view.has('langfuse.observation.type'),
  place: (view) => {
    const type = view.text('langfuse.observation.type') ?? ''
    if (type === 'chain') return placeInGraph(view) ?? places.chain
    return (Object.hasOwn(types, type) ? types[type] : undefined) ?? null
  },
  fallback: (view) => placeInGraph(view) ?? places.chain,
  evidence: levelEvidence,
}

function levelEvidence(view: SpanView, place: Place): Evidence | null {
  const level = view.text('langfuse.observation.level')
  const from = 'langfuse.observation.level'
  if (place.kind === 'guardrail') {
    return level === 'ERROR' || level === 'WARNING' ? { outcome: 'rejected', from, class: 'guardrail' } : null
  }
  return level === 'ERROR' ? { outcome: 'error', from } : null
}
