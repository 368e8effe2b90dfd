import type { SpanNode } from './span-node.ts'

/**
 * What the run's agent is called: the root's own name, else that of the only agent below it, else the workflow, else
 * the service. Never the model: `invoke_agent gpt-5` names a model, not an agent (design, "An agent without a name").
 */
export function agentName(root: SpanNode | null, nodes: readonly SpanNode[]): string {
  const own = root === null ? null : nameOf(root)
  if (own !== null && root?.fact.role === 'agent') return own
  const nested = nodes.find((node) => node.fact.role === 'agent' && nameOf(node) !== null && !isCalled(node))
  const below = nested === undefined ? null : nameOf(nested)
  const carried = nodes.find((node) => node.fact.agent?.name != null && !isCalled(node))?.fact.agent?.name ?? null
  const service = root?.fact.service.name ?? nodes[0]?.fact.service.name ?? 'unknown_service'
  if (own !== null && severalAgents(nodes)) return own
  return below ?? carried ?? own ?? service
}

const ancestorsMax = 32

/** An agent inside of a tool call does what the run's own agent asked it for. */
function isCalled(node: SpanNode): boolean {
  let above = node.parent
  for (let i = 0; i < ancestorsMax && above !== null; i += 1) {
    if (above.fact.kind === 'tool') return true
    above = above.parent
  }
  return false
}

/** Names that frameworks give every run: they say nothing of the agent. */
const genericNames = new Set([
  'agent',
  'agent workflow',
  'agent run',
  'compiledstategraph',
  'generate',
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
