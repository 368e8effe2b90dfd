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
export function walk(top: SpanNode, stop: (node: SpanNode) => boolean = () => false): SpanNode[] {
  const nodes: SpanNode[] = []
  const stack = [top]
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    nodes.push(node)
    if (node !== top && stop(node)) continue
    for (let i = node.children.length - 1; i >= 0; i -= 1) {
      const child = node.children[i]
      if (child !== undefined) stack.push(child)
    }
  }
  return nodes
}

/**
 * Finds the nearest node above another one that `matches`, short of `end`. What was climbed over is remembered, so that
 * asking for every node of a deep tree stays linear: ask only while nothing that `matches` looks at changes.
 */
export function nearestAbove(
  matches: (node: SpanNode) => boolean,
  end: SpanNode | null = null,
): (node: SpanNode) => SpanNode | null {
  const known = new Map<SpanNode, SpanNode | null>()
  return (node) => {
    let up = node.parent
    const passed: SpanNode[] = []
    while (up !== null && up !== end && !matches(up)) {
      const seen = known.get(up)
      passed.push(up)
      up = seen === undefined ? up.parent : seen
      if (seen !== undefined) break
    }
    const found = up === end ? null : up
    for (const below of passed) known.set(below, found)
    return found
  }
}
