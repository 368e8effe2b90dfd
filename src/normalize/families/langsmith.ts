import { type Place, places } from '../place.ts'
import type { Family } from './family.ts'
import { placeInGraph } from './langgraph.ts'

const kinds: Readonly<Record<string, Place>> = {
  llm: places.llm,
  tool: places.tool,
  retriever: places.retrieval,
  embedding: places.other,
  agent: places.agent,
  prompt: places.turn,
  parser: places.turn,
}

/**
 * LangSmith SDK in OpenTelemetry mode: LangChain and LangGraph runs, `traceable` functions. A run that failed later than
 * its span was begun keeps the status OK; its exception is recorded all the same, and only then.
 */
export const langsmith: Family = {
  name: 'langsmith',
  attributes: [
    'langsmith.span.kind',
    'langsmith.is_root',
    'langsmith.traceable',
    'langsmith.metadata.langgraph_node',
    'langsmith.metadata.lc_agent_name',
  ],
  recognizes: (view) => view.has('langsmith.span.kind'),
  place: (view) => {
    const kind = view.text('langsmith.span.kind') ?? ''
    if (kind === 'chain') return placeInGraph(view) ?? places.chain
    return (Object.hasOwn(kinds, kind) ? kinds[kind] : undefined) ?? null
  },
  evidence: (view) => (view.event('exception') === undefined ? null : { outcome: 'error', from: 'event:exception' }),
}
