import type { SpanFact } from '../span/span-fact.ts'

/** A span in its place in the trace. `fact` may be replaced while duplicates are folded, so nodes are private to assembly. */
export interface SpanNode {
  fact: SpanFact
  readonly traceId: string
  parent: SpanNode | null
  children: SpanNode[]
  /** The span names a parent that never arrived. */
  orphan: boolean
}

/** Starts first; of equal starts the outer span first. */
export function byStart(a: SpanNode, b: SpanNode): number {
  return (
    a.fact.startUs - b.fact.startUs ||
    b.fact.endUs - a.fact.endUs ||
    (a.fact.spanId < b.fact.spanId ? -1 : a.fact.spanId > b.fact.spanId ? 1 : 0)
  )
}

/** Nodes below (and with) `top`, parents before children, in start order; does not go below nodes that `stop` names. */
export function* walk(top: SpanNode, stop: (node: SpanNode) => boolean = () => false): Generator<SpanNode> {
  const stack = [top]
  while (stack.length > 0) {
    const node = stack.pop()
    if (node === undefined) return
    yield node
    if (node !== top && stop(node)) continue
    for (let i = node.children.length - 1; i >= 0; i -= 1) {
      const child = node.children[i]
      if (child !== undefined) stack.push(child)
    }
  }
}

export function* ancestors(node: SpanNode): Generator<SpanNode> {
  for (let up = node.parent; up !== null; up = up.parent) yield up
}
