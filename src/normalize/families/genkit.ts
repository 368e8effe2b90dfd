import { member } from '../data.ts'
import type { Evidence } from '../evidence.ts'
import { type Place, places } from '../place.ts'
import type { SpanView } from '../span-view.ts'
import type { Family } from './family.ts'

const actions: Readonly<Record<string, Place>> = {
  model: places.llm,
  'background-model': places.llm,
  tool: places.tool,
  'tool.v2': places.tool,
  flow: places.chain,
  agent: places.agent,
  // Rendered as an action of its own only when the model calls a prompt to pass control to it.
  prompt: places.handoff,
  retriever: places.retrieval,
  reranker: places.retrieval,
  embedder: places.other,
  indexer: places.other,
  evaluator: places.evaluation,
}

/** Genkit: actions by their subtype; `generate` calls itself once more for every turn. */
export const genkit: Family = {
  name: 'genkit',
  attributes: ['genkit:type', 'genkit:metadata:subtype', 'genkit:path', 'genkit:metadata:interrupt'],
  recognizes: (view) => view.has('genkit:type'),
  place: (view) => {
    const type = view.text('genkit:type')
    if (type === 'dotprompt') return places.agent
    if (type === 'util') return isFirstTurn(view) ? places.chain : places.turn
    const subtype = view.text('genkit:metadata:subtype') ?? ''
    return type === 'action' && Object.hasOwn(actions, subtype) ? (actions[subtype] ?? null) : places.turn
  },
  evidence: genkitEvidence,
}

/** The path names all spans above: `/{supportFlow,t:flow}/{generate,t:util}`. */
function isFirstTurn(view: SpanView): boolean {
  const above = (view.text('genkit:path') ?? '').split('/').slice(0, -1)
  return above.at(-1)?.includes(',t:util') !== true
}

/** A tool that asks a person throws; a model call that is blocked says so in its answer. */
function genkitEvidence(view: SpanView, place: Place): Evidence | null {
  if (place.kind === 'tool' && view.has('genkit:metadata:interrupt'))
    return { outcome: 'waiting', from: 'genkit:metadata:interrupt' }
  const interrupted = member(view.json('genkit:output'), 'finishReason') === 'interrupted'
  return interrupted ? { outcome: 'waiting', from: 'genkit:output#finishReason' } : null
}
