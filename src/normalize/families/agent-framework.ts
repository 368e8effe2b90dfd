import { type Place, places } from '../place.ts'
import type { SpanView } from '../span-view.ts'
import type { Family } from './family.ts'

const scopes =
  /^(?:agent_framework|semantic_kernel|Microsoft\.(?:SemanticKernel|Agents\.AI|Extensions\.AI)|Experimental\.Microsoft|autogen)/

/** Microsoft Agent Framework, Semantic Kernel, AutoGen: workflows by span name, everything else as OTel GenAI. */
export const agentFramework: Family = {
  name: 'agent_framework',
  attributes: ['workflow.id', 'executor.id', 'message.source_id', 'sk.available_functions'],
  recognizes: (view) => scopes.test(view.origin.scope.name) || view.has('executor.id') || view.has('workflow.id'),
  place: (view) => placeOfName(view),
}

function placeOfName(view: SpanView): Place | null {
  const { name } = view.span
  if (name === 'workflow.run' || name.startsWith('workflow.run ')) return places.workflow
  if (name.startsWith('executor.process')) return places.turn
  const plumbing = ['workflow.build', 'edge_group.process', 'message.send']
  if (plumbing.some((start) => name.startsWith(start))) return places.other
  return /^autogen (?:send|publish|process|ack|create)\b/.test(name) ? places.other : null
}
