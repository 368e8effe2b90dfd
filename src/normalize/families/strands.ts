import type { Evidence } from '../evidence.ts'
import { type Place, places } from '../place.ts'
import type { SpanView } from '../span-view.ts'
import type { Family } from './family.ts'
import { placeOfOperation } from './gen-ai.ts'

/** Strands Agents: recognised by what its spans carry, since its scope is the service's name. */
export const strands: Family = {
  name: 'strands',
  attributes: [
    'agent_loop.cycle_id',
    'event_loop.cycle_id',
    'gen_ai.event.start_time',
    'gen_ai.event.end_time',
    'gen_ai.agent.tools',
  ],
  recognizes: (view) =>
    view.has('gen_ai.event.start_time') ||
    view.has('gen_ai.event.end_time') ||
    view.has('agent_loop.cycle_id') ||
    view.has('event_loop.cycle_id') ||
    view.origin.scope.name.startsWith('strands'),
  place: (view) => {
    if (/^(?:execute_\w{0,32}_loop_cycle|execute_event_loop_cycle|Cycle\b)/.test(view.span.name)) return places.turn
    if (view.span.name.startsWith('memory.')) return places.other
    return view.text('gen_ai.tool.name') === outputTool ? places.turn : placeOfOperation(view)
  },
  evidence: strandsEvidence,
}

/** The tool that hands in a structured answer: it is the answer, or the choice of the next node of a swarm. */
const outputTool = 'strands_structured_output'

function strandsEvidence(view: SpanView, place: Place): Evidence | null {
  if (place.role !== 'agent' && place.role !== 'workflow') return null
  const reason = view.readText('finish_reasons')
  if (reason === 'interrupt') return { outcome: 'waiting', from: 'finish_reason' }
  if (reason === 'cancelled') return { outcome: 'error', from: 'finish_reason', class: 'cancelled', text: 'cancelled' }
  return reason?.startsWith('limit')
    ? { outcome: 'error', from: 'finish_reason', class: 'turn_limit', text: 'turn limit reached' }
    : null
}
