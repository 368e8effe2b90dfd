import { type Place, places } from '../place.ts'
import type { SpanView } from '../span-view.ts'
import type { Family } from './family.ts'
import { placeOfOperation } from './gen-ai.ts'
import { placeInGraph } from './langgraph.ts'

const kinds: Readonly<Record<string, Place>> = {
  workflow: places.workflow,
  agent: places.agent,
  task: places.turn,
  tool: places.tool,
  handoff: places.handoff,
  session: places.session,
}

const requests: Readonly<Record<string, Place>> = {
  chat: places.llm,
  completion: places.llm,
  embedding: places.other,
  rerank: places.retrieval,
}

/** OpenLLMetry: decorators (`traceloop.span.kind`), its model and vector store instrumentations. */
export const openllmetry: Family = {
  name: 'openllmetry',
  attributes: [
    'traceloop.span.kind',
    'traceloop.entity.path',
    'llm.request.type',
    'langgraph.command.goto_node',
    'db.vector.query.top_k',
    'traceloop.association.properties.langgraph_node',
    'traceloop.association.properties.lc_agent_name',
  ],
  recognizes: (view) =>
    view.has('traceloop.span.kind') ||
    view.has('llm.request.type') ||
    view.has('traceloop.workflow.name') ||
    view.has('traceloop.entity.name') ||
    view.has('gen_ai.prompt.0.role') ||
    isVectorQuery(view) ||
    view.origin.scope.name.startsWith('@traceloop/') ||
    view.origin.scope.name.startsWith('traceloop.'),
  place: (view) => {
    if (view.has('langgraph.command.goto_node')) return places.handoff
    const operation = placeOfOperation(view)
    if (operation !== null && operation !== places.workflow) return operation
    const kind = kinds[view.text('traceloop.span.kind') ?? '']
    if (kind === places.workflow && isRunnable(view)) return placeInGraph(view) ?? places.chain
    return kind ?? requests[view.text('llm.request.type') ?? ''] ?? operation ?? vectorPlace(view)
  },
  fallback: (view) => (view.span.name.endsWith('.mcp') ? places.other : null),
}

/** Building blocks of LangChain carry the kind `workflow` like the workflow itself. */
function isRunnable(view: SpanView): boolean {
  return view.text('traceloop.workflow.name')?.startsWith('Runnable') === true
}

function vectorPlace(view: SpanView): Place | null {
  return isVectorQuery(view) ? places.retrieval : null
}

function isVectorQuery(view: SpanView): boolean {
  return (
    view.has('db.vector.query.top_k') ||
    view.has('db.vector.query.result_count') ||
    view.event('db.query.result') !== undefined ||
    view.event('db.search.result') !== undefined
  )
}
