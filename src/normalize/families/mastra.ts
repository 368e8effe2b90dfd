import { member, textOf } from '../data.ts'
import type { Evidence } from '../evidence.ts'
import { guardPlace } from '../guardrail.ts'
import { unpacked } from '../json-text.ts'
import { type Place, places } from '../place.ts'
import type { SpanView } from '../span-view.ts'
import type { Family } from './family.ts'

const types: Readonly<Record<string, Place>> = {
  agent_run: places.agent,
  workflow_run: places.workflow,
  rag_ingestion: places.workflow,
  model_inference: places.llm,
  model_step: places.turn,
  model_chunk: places.other,
  tool_call: places.tool,
  mcp_tool_call: places.tool,
  provider_tool_call: places.tool,
  client_tool_call: places.tool,
  mcp_server_request: places.other,
  memory_operation: places.other,
  rag_embedding: places.other,
  rag_vector_operation: places.retrieval,
  rag_action: places.turn,
  scorer_run: places.evaluation,
  scorer_step: places.evaluation,
  classifier_evaluation: places.evaluation,
  workflow_step: places.turn,
  workflow_conditional: places.turn,
  workflow_parallel: places.turn,
  workflow_loop: places.turn,
  workflow_sleep: places.turn,
  workflow_wait_event: places.approval,
}

/** Mastra: `mastra.span.type` tells more than the operation names it writes beside it. */
export const mastra: Family = {
  name: 'mastra',
  attributes: [
    'mastra.span.type',
    'mastra.metadata.resumed',
    'mastra.metadata.modelMetadata',
    'mastra.processor_run.output',
    'mastra.workflow_step.step_id',
  ],
  recognizes: (view) => typeOf(view) !== null,
  place: (view) => {
    const type = typeOf(view) ?? ''
    if (type === 'processor_run') return processorPlace(view)
    if (type === 'model_generation') return carriesCall(view) ? places.llm : places.turn
    return (Object.hasOwn(types, type) ? types[type] : undefined) ?? places.other
  },
  evidence: mastraEvidence,
}

/** The span's type, or what its own name for the span says where an exporter drops the type: `tool: 'search'`. */
function typeOf(view: SpanView): string | null {
  const told = view.text('mastra.span.type')
  if (told !== null || !view.origin.scope.name.startsWith('@mastra/')) return told
  const word = /^([a-z][a-z_ ]{1,24}):/.exec(view.span.name)?.[1] ?? ''
  return Object.hasOwn(nameWords, word) ? (nameWords[word] ?? null) : null
}

const nameWords: Readonly<Record<string, string>> = {
  'agent run': 'agent_run',
  'workflow run': 'workflow_run',
  'workflow step': 'workflow_step',
  llm: 'model_generation',
  step: 'model_step',
  inference: 'model_inference',
  chunk: 'model_chunk',
  tool: 'tool_call',
  mcp_tool: 'mcp_tool_call',
  client_tool: 'client_tool_call',
  provider_tool: 'provider_tool_call',
  'scorer run': 'scorer_run',
  'scorer step': 'scorer_step',
}

/** Messages and usage sit on one span per model call: the inference where there is one, else the generation. */
function carriesCall(view: SpanView): boolean {
  return view.read('tok.input') !== null || view.read('tok.output') !== null || view.read('model.requested') !== null
}

function mastraEvidence(view: SpanView, place: Place): Evidence | null {
  if (place.kind === 'guardrail') return processorEvidence(view)
  if (typeOf(view) === 'client_tool_call' && view.read('tool.result', 'tool') === null) {
    return { outcome: 'unknown', from: '' }
  }
  if (place.role !== 'agent' && place.role !== 'workflow') return null
  const output = view.json('mastra.agent_run.output') ?? unpacked(view.read('msg.output')?.value)
  if (member(output, 'tripwire') !== undefined)
    return { outcome: 'rejected', from: 'mastra.agent_run.output#tripwire', class: 'guardrail', text: 'tripwire' }
  const status = textOf(member(output, 'status')) ?? view.text('mastra.workflow_run.status')
  if (status === 'suspended') return { outcome: 'waiting', from: 'status: suspended' }
  return status === 'aborted'
    ? { outcome: 'error', from: 'status: aborted', class: 'cancelled', text: 'aborted' }
    : null
}

/** Processors also load memory and shape messages: a guardrail is one that stopped the run, or is named so. */
function processorPlace(view: SpanView): Place {
  return view.span.statusCode === 2 ? places.guardrail : (guardPlace(view) ?? places.other)
}

/** A processor stops a run by failing. */
function processorEvidence(view: SpanView): Evidence | null {
  return view.span.statusCode === 2 ? { outcome: 'rejected', from: 'status', class: 'guardrail' } : null
}
