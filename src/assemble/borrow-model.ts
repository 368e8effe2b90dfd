import type { SpanFact } from '../span/span-fact.ts'
import { type SpanNode, walk } from './span-node.ts'

/** Levels between a call and the span around all calls of a run: a step, an inference. */
const levelsMax = 4

/** A call that does not say its model is of the one that a span around several calls names. */
export function borrowModels(forest: readonly SpanNode[]): void {
  for (const root of forest) {
    for (const node of walk(root)) {
      if (node.fact.kind === 'llm' && isUnnamed(node.fact)) borrow(node)
    }
  }
}

function isUnnamed({ model }: SpanFact): boolean {
  return model !== null && model.requested === null && model.used === null
}

function borrow(node: SpanNode): void {
  let above = node.parent
  for (let level = 0; level < levelsMax && above?.fact.role === 'turn'; level += 1) {
    const told = above.fact.model
    if (told !== null && !isUnnamed(above.fact) && node.fact.model !== null) {
      const { requested, used } = told
      const model = { ...node.fact.model, provider: node.fact.model.provider ?? told.provider, requested, used }
      node.fact = { ...node.fact, name: above.fact.name, model }
      return
    }
    above = above.parent
  }
}
