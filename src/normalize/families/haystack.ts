import { type Place, places } from '../place.ts'
import type { SpanView } from '../span-view.ts'
import type { Family } from './family.ts'

const names: Readonly<Record<string, Place>> = {
  'haystack.pipeline.run': places.workflow,
  'haystack.async_pipeline.run': places.workflow,
  'haystack.agent.run': places.agent,
  'haystack.agent.step': places.turn,
  'haystack.agent.step.llm': places.llm,
  'haystack.agent.step.tool': places.tool,
}

const components: readonly (readonly [string, Place])[] = [
  ['Generator', places.llm],
  ['Retriever', places.retrieval],
  ['Ranker', places.retrieval],
  ['Embedder', places.other],
  ['Evaluator', places.evaluation],
  ['ToolInvoker', places.tool],
]

/** Haystack 2: the span name, and for components the class. */
export const haystack: Family = {
  name: 'haystack',
  attributes: ['haystack.component.name', 'haystack.component.type'],
  recognizes: (view) => view.span.name.startsWith('haystack.') || view.has('haystack.component.name'),
  place: (view) => names[view.span.name] ?? placeOfComponent(view),
}

function placeOfComponent(view: SpanView): Place {
  const type = view.text('haystack.component.type') ?? view.text('haystack.component.name') ?? ''
  return components.find(([end]) => type.endsWith(end))?.[1] ?? places.turn
}
