import { type Place, places } from '../place.ts'
import type { SpanView } from '../span-view.ts'
import type { Family } from './family.ts'

/** How the templates begin that stand where other SDKs write a span's name; the first that fits decides. */
const templates: readonly (readonly [string, Place])[] = [
  ['OpenAI Agents trace', places.workflow],
  ['Task: ', places.workflow],
  ['Agent run: ', places.agent],
  ['Turn ', places.turn],
  ['Chat completion with ', places.llm],
  ['Responses API', places.llm],
  ['Function: ', places.tool],
  ['Handoff: ', places.handoff],
  ['Guardrail ', places.guardrail],
]

/** The OpenAI Agents SDK through Logfire: the fields of the SDK's own spans under their own names. */
export const logfire: Family = {
  name: 'logfire',
  attributes: ['logfire.span_type'],
  recognizes: (view) => view.origin.scope.name === 'logfire.openai_agents',
  place: placeOfTemplate,
}

function placeOfTemplate(view: SpanView): Place {
  if (view.text('logfire.span_type') === 'pending_span') return places.infra
  return templates.find(([start]) => view.span.name.startsWith(start))?.[1] ?? places.turn
}
