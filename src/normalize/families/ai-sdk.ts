import type { Evidence } from '../evidence.ts'
import { type Place, places } from '../place.ts'
import type { SpanView } from '../span-view.ts'
import type { Family } from './family.ts'
import { placeOfOperation } from './gen-ai.ts'

const operations: Readonly<Record<string, Place>> = {
  'ai.generateText': places.agent,
  'ai.streamText': places.agent,
  'ai.generateObject': places.agent,
  'ai.streamObject': places.agent,
  'ai.toolCall': places.tool,
  'ai.embed': places.chain,
  'ai.embedMany': places.chain,
  'ai.rerank': places.retrieval,
}

/** Vercel AI SDK: `ai.*` spans up to version 6 and of the legacy integration, `gen_ai.*` spans of version 7. */
export const aiSdk: Family = {
  name: 'ai_sdk',
  attributes: ['ai.operationId', 'operation.name', 'resource.name', 'gen_ai.execute_tool.duration'],
  recognizes: (view) =>
    view.has('ai.operationId') ||
    view.text('operation.name')?.startsWith('ai.') === true ||
    ((view.origin.scope.name === 'gen_ai' || view.origin.scope.name === 'ai') && view.has('gen_ai.operation.name')),
  place: (view) => {
    const operation = view.text('ai.operationId') ?? view.text('operation.name')?.split(' ')[0] ?? ''
    return operations[operation] ?? innerPlace(operation) ?? placeOfOperation(view)
  },
  evidence: brokenStream,
}

/** A stream that its caller broke off ends without a finish, which versions up to 6 call `unknown`. */
function brokenStream(view: SpanView, place: Place): Evidence | null {
  const streamed = place.role === 'agent' && view.text('ai.operationId') === 'ai.streamText'
  const broken =
    streamed && view.text('ai.response.finishReason') === 'unknown' && view.text('ai.response.text') === null
  return broken
    ? { outcome: 'error', from: 'ai.response.finishReason', class: 'cancelled', text: 'stream ended without a finish' }
    : null
}

function innerPlace(operation: string): Place | null {
  if (operation.endsWith('.doGenerate') || operation.endsWith('.doStream')) return places.llm
  if (operation.endsWith('.doEmbed')) return places.other
  return operation.startsWith('ai.rerank') ? places.retrieval : null
}
