import { isKeyed, keysOf, member } from '../data.ts'
import type { Evidence } from '../evidence.ts'
import { type Place, places } from '../place.ts'
import type { SpanView } from '../span-view.ts'
import type { Family } from './family.ts'
import { placeOfOperation } from './gen-ai.ts'

/** Google ADK: names tell what the operation leaves open; tool spans never set a status. */
export const googleAdk: Family = {
  name: 'google_adk',
  attributes: [
    'gcp.vertex.agent.invocation_id',
    'gcp.vertex.agent.event_id',
    'adk.node.path',
    'adk.node.interrupt_count',
    'gen_ai.tool.description',
  ],
  recognizes: (view) =>
    view.origin.scope.name === 'gcp.vertex.agent' ||
    view.has('gcp.vertex.agent.invocation_id') ||
    view.has('gcp.vertex.agent.event_id') ||
    view.has('adk.node.path'),
  place: (view) => {
    const { name } = view.span
    if (name === 'invocation' || name.startsWith('invoke_workflow')) return places.workflow
    if (name === 'call_llm') return places.llm
    if (name === 'execute_tool (merged)') return places.other
    if (name.startsWith('execute_node')) return places.turn
    if (view.text('gen_ai.tool.name') === 'transfer_to_agent') return places.handoff
    return placeOfOperation(view) ?? (name.startsWith('execute_tool ') ? places.tool : null)
  },
  evidence: adkEvidence,
}

function adkEvidence(view: SpanView, place: Place): Evidence | null {
  if (view.text('adk.node.status') === 'waiting' || (view.number('adk.node.interrupt_count') ?? 0) > 0) {
    return { outcome: 'waiting', from: 'adk.node.status' }
  }
  if (place.role === 'leaf' && saysNothing(view)) return { outcome: 'error', from: 'no attributes' }
  if (place.kind !== 'tool') return null
  if (view.text('gen_ai.tool.description') === 'Tool not found')
    return { outcome: 'error', from: 'gen_ai.tool.description', class: 'tool_not_found' }
  const response = view.json('gcp.vertex.agent.tool_response')
  const error = isKeyed(response) ? member(response, 'error') : undefined
  const failed = typeof error === 'string' ? error !== '' : keysOf(error).length > 0
  return failed
    ? { outcome: 'error', from: 'gcp.vertex.agent.tool_response#error', text: typeof error === 'string' ? error : null }
    : null
}

/** ADK for JavaScript writes what a call was only after it went well, and never a status. */
function saysNothing({ span }: SpanView): boolean {
  const ended = span.endUs > span.startUs
  const whole = span.droppedAttributesCount === 0
  return ended && whole && span.statusCode === 0 && span.attributes.size === 0 && span.events.length === 0
}
