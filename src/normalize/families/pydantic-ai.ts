import type { Evidence } from '../evidence.ts'
import { type Place, places } from '../place.ts'
import type { SpanView } from '../span-view.ts'
import type { Family } from './family.ts'
import { placeOfOperation } from './gen-ai.ts'

/** Pydantic AI and Logfire: output functions look like tools but have no call id. */
export const pydanticAi: Family = {
  name: 'pydantic_ai',
  attributes: [
    'logfire.msg',
    'logfire.feedback.name',
    'logfire.span_type',
    'pydantic_ai.tool.deferral.name',
    'pydantic_ai.tool.failure_stage',
    'model_request_parameters',
  ],
  recognizes: (view) =>
    /^(?:pydantic[-_]ai|logfire)\b/.test(view.origin.scope.name) ||
    view.has('pydantic_ai.all_messages') ||
    view.has('model_request_parameters'),
  place: (view) => {
    const { name } = view.span
    if (view.text('logfire.span_type') === 'pending_span') return places.infra
    if (name === 'agent run') return places.agent
    if (name === 'running tool') return places.tool
    if (name.startsWith('running ') && name.endsWith(' tools')) return places.turn
    return isOutputFunction(view) ? places.turn : placeOfOperation(view)
  },
  evidence: pydanticEvidence,
}

function isOutputFunction(view: SpanView): boolean {
  return view.text('gen_ai.operation.name') === 'execute_tool' && !view.has('gen_ai.tool.call.id')
}

function pydanticEvidence(view: SpanView, place: Place): Evidence | null {
  if (view.has('pydantic_ai.tool.deferral.name')) return { outcome: 'waiting', from: 'pydantic_ai.tool.deferral.name' }
  if (place.kind !== 'tool') return null
  if (view.has('pydantic_ai.tool.failure_stage'))
    return { outcome: 'error', from: 'pydantic_ai.tool.failure_stage', class: 'invalid_arguments' }
  return view.text('logfire.msg')?.startsWith('invalid tool call: ')
    ? { outcome: 'error', from: 'logfire.msg', class: 'tool_not_found', text: 'unknown tool' }
    : null
}
