import { member, textOf } from './data.ts'
import { hookOf } from './families/langgraph.ts'
import { handoffName } from './handoff.ts'
import { nameOf } from './names.ts'
import type { Place } from './place.ts'
import type { SpanView } from './span-view.ts'
import { toolNameOf } from './tool-name.ts'
import type { UnwrappedResult } from './tool-result.ts'

/** What the step is called: its tool, model, agent or guardrail; the span's name where the convention gives none. */
export function stepName(view: SpanView, place: Place, result: UnwrappedResult | null): string {
  return specificName(view, place, result) ?? nameOf(bareName(view.span.name)) ?? 'unknown'
}

function specificName(view: SpanView, place: Place, result: UnwrappedResult | null): string | null {
  switch (place.kind) {
    case 'tool':
      return toolName(view, result)
    case 'handoff':
      return handoffName(view)
    case 'llm':
      return nameOf(view.readText('model.requested') ?? view.readText('model.used')) ?? mastraModel(view)
    case 'agent':
      return agentName(view, place)
    case 'retrieval':
      return nameOf(view.text('haystack.component.name'))
    case 'guardrail':
      return nameOf(view.readText('guard.name', place.kind)) ?? nameOf(hookOf(view.span.name))
    default:
      return null
  }
}

/** A class name that instrumentations of LangChain write for every tool; the result's own message knows better. */
const classNames = new Set(['DynamicStructuredTool', 'DynamicTool', 'StructuredTool', 'Tool', 'tool'])

function toolName(view: SpanView, result: UnwrappedResult | null): string | null {
  for (const { value, from } of view.readings('tool.name', 'tool')) {
    const name = toolNameOf(textOf(value))
    if (name === null) continue
    return classNames.has(name) && from !== 'gen_ai.tool.name' ? (toolNameOf(result?.toolName) ?? name) : name
  }
  return null
}

function mastraModel(view: SpanView): string | null {
  return nameOf(textOf(member(view.json('mastra.metadata.modelMetadata'), 'modelId')))
}

/** Operation words before the name and kinds behind it. */
const operationWords =
  /^(?:invoke_agent|invoke_workflow|invoke_swarm|invoke_graph|execute_tool|client_tool_call|tools\/call|processor_run|workflow_step|running tool:?|workflow|chat) /
const kindEndings = /\.(?:workflow|agent|task|tool|mcp|run|kickoff|_execute_core|__call__|forward)$/

/** `tool: 'search'` */
const titled = /^[a-z][a-z _]{1,24}: '([^']{1,96})'$/

function bareName(name: string): string {
  const bare = name.slice(0, 512).replace(operationWords, '').replace(kindEndings, '').replace(titled, '$1')
  return bare === '' ? name : bare
}

/** The agent's own name; never the model's, which some SDKs put into the span name (design, "An agent without a name"). */
export function agentName(view: SpanView, place: Place): string | null {
  if (place.role === 'workflow')
    return nameOf(view.readText('workflow.name')) ?? spanTitle(view) ?? namedAgent(view, place)
  const named = namedAgent(view, place)
  return named ?? (place.role === 'agent' || place.role === 'chain' ? spanTitle(view) : null)
}

function namedAgent(view: SpanView, place: Place): string | null {
  return nameOf(view.readText('agent.name', place.kind))
}

const genericTitles =
  /^(?:ai\.\w+|agent run|agent workflow|generate|invocation|langgraph|compiledstategraph|runnable\w*|agentexecutor|agent|workflow|chain|span|root|workflow\.run|haystack\..*|claude_code\..*|invoke_agent|invoke_workflow|invoke_\w+)$/i

function spanTitle(view: SpanView): string | null {
  const title = nameOf(bareName(view.span.name))
  if (title === null || genericTitles.test(title)) return null
  const models = [view.readText('model.requested'), view.readText('model.used')]
  return models.includes(title) ? null : title
}
