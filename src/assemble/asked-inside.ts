import { type SpanNode, walk } from './span-node.ts'

/**
 * A tool span that holds the question whether it may run: the question is about this tool, and a tool that was refused
 * never ran, so that the refused approval stands for both.
 */
export function markAskedInside(forest: readonly SpanNode[]): void {
  for (const root of forest) for (const node of walk(root)) if (node.fact.kind === 'approval') mark(node)
}

function mark(approval: SpanNode): void {
  const tool = approval.parent
  if (tool === null || tool.fact.kind !== 'tool') return
  const target = approval.fact.target ?? tool.fact.name
  approval.fact = { ...approval.fact, name: target, target, tool: approval.fact.tool ?? tool.fact.tool }
  const ran = tool.fact.outcome === 'ok' || tool.fact.outcome === 'error'
  if (approval.fact.outcome === 'rejected' && !ran) tool.fact = { ...tool.fact, kind: 'other', role: 'turn' }
}
