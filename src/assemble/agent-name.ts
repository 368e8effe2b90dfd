import type { SpanNode } from './span-node.ts'

/**
 * What the run's agent is called: the root's own name, else that of the only agent below it, else the workflow, else
 * the service. Never the model: `invoke_agent gpt-5` names a model, not an agent (design, "An agent without a name").
 */
export function agentName(root: SpanNode | null, nodes: readonly SpanNode[]): string {
  const own = root === null ? null : nameOf(root)
  if (own !== null && root?.fact.role === 'agent') return own
  const nested = nodes.find((node) => node.fact.role === 'agent' && nameOf(node) !== null)
  const below = nested === undefined ? null : nameOf(nested)
  const carried = nodes.find((node) => node.fact.agent?.name != null)?.fact.agent?.name ?? null
  const service = root?.fact.service.name ?? nodes[0]?.fact.service.name ?? 'unknown_service'
  if (own !== null && severalAgents(nodes)) return own
  return below ?? carried ?? own ?? service
}

/** Names that frameworks give every run: they say nothing of the agent. */
const genericNames = new Set([
  'agent',
  'agent workflow',
  'agent run',
  'compiledstategraph',
  'invocation',
  'invoke_agent',
  'langgraph',
  'runnablesequence',
  'unknown',
  'workflow',
])

function nameOf(node: SpanNode): string | null {
  const name =
    node.fact.agent?.name ?? (node.fact.role === 'chain' || node.fact.role === 'workflow' ? node.fact.name : null)
  return name === null || name === '' || genericNames.has(name.toLowerCase()) ? null : name
}

function severalAgents(nodes: readonly SpanNode[]): boolean {
  const names = nodes.flatMap((node) =>
    node.fact.role === 'agent' && node.fact.agent?.name ? [node.fact.agent.name] : [],
  )
  return new Set(names).size > 1
}
