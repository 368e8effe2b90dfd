/** What a span is, seen through its convention. Workflow, chain, embedding, memory and MCP plumbing are `other`. */
export const stepKinds = [
  'agent',
  'llm',
  'tool',
  'retrieval',
  'guardrail',
  'approval',
  'handoff',
  'evaluation',
  'other',
] as const
export type StepKind = (typeof stepKinds)[number]

export const stepOutcomes = ['ok', 'error', 'rejected', 'waiting', 'unknown'] as const
export type StepOutcome = (typeof stepOutcomes)[number]

/**
 * The part a span plays in its trace, finer than the kind where run roots need it: `workflow` and `chain` may be the
 * root of a run, `turn` never is, `session` holds runs without being one, `infra` is context only.
 */
export const spanRoles = ['agent', 'workflow', 'chain', 'turn', 'session', 'leaf', 'infra'] as const
export type SpanRole = (typeof spanRoles)[number]
