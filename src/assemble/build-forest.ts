import type { SpanFact } from '../span/span-fact.ts'
import { byStart, type SpanNode } from './span-node.ts'

/**
 * The spans of one trace as trees. Parent links that form a cycle are data, not an error: the cycle is cut above its
 * span that started first, which then counts as an orphan. Linear in the number of spans, without recursion.
 */
export function buildForest(traceId: string, spans: readonly SpanFact[]): readonly SpanNode[] {
  const nodes = new Map<string, SpanNode>()
  for (const fact of spans) nodes.set(fact.spanId, { fact, traceId, parent: null, children: [], orphan: false })
  const ordered = [...nodes.values()].sort(byStart)
  for (const node of ordered) link(node, nodes)
  // Where every parent stands before its children there is no cycle.
  if (!ordered.every(isBelowItsParent)) cutCycles(ordered)
  for (const node of ordered) node.parent?.children.push(node)
  return ordered.filter((node) => node.parent === null)
}

function link(node: SpanNode, nodes: ReadonlyMap<string, SpanNode>): void {
  if (node.fact.parentSpanId === null) return
  const parent = nodes.get(node.fact.parentSpanId)
  if (parent === undefined) node.orphan = true
  else node.parent = parent
}

function isBelowItsParent(node: SpanNode): boolean {
  return node.parent === null || byStart(node.parent, node) < 0
}

function cutCycles(ordered: readonly SpanNode[]): void {
  const walkOf = new Map<SpanNode, SpanNode>()
  for (const start of ordered) {
    let up: SpanNode | null = start
    while (up !== null && !walkOf.has(up)) {
      walkOf.set(up, start)
      up = up.parent
    }
    if (up !== null && walkOf.get(up) === start) cutAbove(firstStarted(up))
  }
}

function firstStarted(onCycle: SpanNode): SpanNode {
  let first = onCycle
  for (let up = onCycle.parent; up !== null && up !== onCycle; up = up.parent) if (byStart(up, first) < 0) first = up
  return first
}

function cutAbove(node: SpanNode): void {
  node.parent = null
  node.orphan = true
}
