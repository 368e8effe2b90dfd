import { callbackValue } from '../callback-value.ts'
import { type Data, member, textOf } from '../data.ts'
import { wordsOf } from '../names.ts'
import { type Place, places } from '../place.ts'
import type { SpanView } from '../span-view.ts'

/** LangChain and LangGraph put the same metadata into whatever convention carries them. */
function metadata(view: SpanView, key: string): string | null {
  return (
    textOf(member(view.json('metadata'), key)) ??
    view.text(`langfuse.observation.metadata.${key}`) ??
    view.text(`langsmith.metadata.${key}`) ??
    view.text(`traceloop.association.properties.${key}`)
  )
}

/** A node of a graph is part of a run; a graph that bears its agent's name is that agent. Null outside of graphs. */
export function placeInGraph(view: SpanView): Place | null {
  const { name } = view.span
  const hook = hookOf(name)
  if (hook !== null && isGuard(hook, view)) return places.guardrail
  if (hook === null && metadata(view, 'lc_agent_name') === name) return places.agent
  return metadata(view, 'langgraph_node') === null ? null : places.turn
}

/** A node that is no agent of its own: instrumentations take it for one where its name says "agent". */
export function placeOfNode(view: SpanView): Place | null {
  const node = metadata(view, 'langgraph_node')
  return node === view.span.name || hookOf(view.span.name) !== null ? placeInGraph(view) : null
}

/** Graph instrumentations take every node for an agent: only a node has no other id than its own name. */
export function isNodeAsAgent(view: SpanView): boolean {
  const id = view.text('gen_ai.agent.id')
  return id !== null && id === view.text('gen_ai.agent.name') && view.text('gen_ai.provider.name') === 'langgraph'
}

const hooks = ['.before_agent', '.before_model', '.after_model', '.after_agent', '.wrap_model_call', '.wrap_tool_call']

/** A middleware's hook is a node called `Middleware.hook`; null for every other span. */
export function hookOf(name: string): string | null {
  const end = hooks.find((hook) => name.endsWith(hook))
  return end === undefined || name.length === end.length ? null : name.slice(0, -end.length).replace(operation, '')
}

const operation = /^(?:execute_task|invoke_agent) /

/** A hook that ends the run in place of the model, other than a limit doing its work. */
function isGuard(middleware: string, view: SpanView): boolean {
  const words = wordsOf(middleware)
  return jumpsToEnd(view) && !words.includes('limit') && !words.includes('retry')
}

export function jumpsToEnd(view: SpanView): boolean {
  const jump = textOf(member(nodeOutput(view), 'jumpTo') ?? member(nodeOutput(view), 'jump_to'))
  return jump === 'end' || jump === '__end__'
}

function nodeOutput(view: SpanView): Data | undefined {
  const output =
    view.json('output.value') ??
    view.json('langfuse.observation.output') ??
    view.json('traceloop.entity.output') ??
    view.json('gen_ai.completion')
  return callbackValue(output) ?? output
}
