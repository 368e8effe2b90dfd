import { type Place, places } from '../place.ts'
import type { SpanView } from '../span-view.ts'
import type { Family } from './family.ts'
import { isNodeAsAgent } from './langgraph.ts'

const operations: Readonly<Record<string, Place>> = {
  chat: places.llm,
  generate_content: places.llm,
  text_completion: places.llm,
  completion: places.llm,
  generate: places.llm,
  fetch_response: places.other,
  embeddings: places.other,
  retrieval: places.retrieval,
  rerank: places.retrieval,
  execute_tool: places.tool,
  invoke_agent: places.agent,
  create_agent: places.other,
  invoke_workflow: places.workflow,
  invoke_graph: places.workflow,
  invoke_swarm: places.workflow,
  handle_conversation_turn: places.workflow,
  workflow: places.workflow,
  plan: places.turn,
  agent_step: places.turn,
  execute_node: places.turn,
  execute_agent_loop_cycle: places.turn,
  decide: places.turn,
  search_memory: places.other,
  create_memory: places.other,
  update_memory: places.other,
  upsert_memory: places.other,
  delete_memory: places.other,
  create_memory_store: places.other,
  delete_memory_store: places.other,
  apply_guardrail: places.guardrail,
  run_guardrail: places.guardrail,
  guardrail_check: places.guardrail,
  handoff: places.handoff,
  agent_handoff: places.handoff,
}

/** `gen_ai.operation.name`; a transfer is a tool call that passes control on. */
export function placeOfOperation(view: SpanView): Place | null {
  const operation = view.text('gen_ai.operation.name')
  const place = operation === null || !Object.hasOwn(operations, operation) ? null : (operations[operation] ?? null)
  if (place === places.llm && isNamedAsAgent(view)) return places.agent
  if (place === places.agent && isNodeAsAgent(view)) return places.turn
  if (place === places.agent && isNameless(view)) return places.chain
  if (place === places.tool && view.text('gen_ai.transfer.mode') === 'pass_control') return places.handoff
  return place
}

/** A client library may write its own model call over the span that is open, which is that of the agent. */
function isNamedAsAgent(view: SpanView): boolean {
  const agent = view.text('gen_ai.agent.name')
  return agent !== null && view.span.name === `invoke_agent ${agent}`
}

/** Instrumentations that know no better call tasks and turns `invoke_agent` too; what names no agent only holds a run. */
function isNameless(view: SpanView): boolean {
  return view.span.name === 'invoke_agent' && !view.has('gen_ai.agent.name') && !view.has('gen_ai.agent.id')
}

/** OTel GenAI semantic conventions, all generations, and everything that writes `gen_ai.*` without marks of its own. */
export const genAi: Family = {
  name: 'gen_ai',
  attributes: ['gen_ai.operation.name', 'gen_ai.transfer.mode', 'gen_ai.invocation.is_nested', 'gen_ai.guardrail.name'],
  recognizes: (view) =>
    view.has('gen_ai.operation.name') ||
    view.has('gen_ai.provider.name') ||
    view.has('gen_ai.system') ||
    view.has('gen_ai.request.model') ||
    view.has('gen_ai.tool.name') ||
    view.has('gen_ai.agent.name') ||
    view.has('gen_ai.workflow.name'),
  place: placeOfOperation,
  fallback: placeOfName,
}

const namedBy = ['gen_ai.workflow.name', 'gen_ai.agent.name', 'gen_ai.tool.name', 'gen_ai.request.model']

/** Spans are called `{operation} {what}`: that is left where the operation itself was to be written at the end. */
function placeOfName(view: SpanView): Place | null {
  if (view.has('gen_ai.operation.name')) return null
  const [operation = '', ...rest] = view.span.name.slice(0, 256).split(' ')
  const what = rest.join(' ')
  if (!Object.hasOwn(operations, operation) || !namedBy.some((key) => view.text(key) === what)) return null
  return operations[operation] ?? null
}
