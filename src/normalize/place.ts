import type { SpanRole, StepKind } from '../span/step-kind.ts'

/** What a span is and which part it plays in its trace. */
export interface Place {
  readonly kind: StepKind
  readonly role: SpanRole
}

export const places = {
  agent: { kind: 'agent', role: 'agent' },
  workflow: { kind: 'other', role: 'workflow' },
  chain: { kind: 'other', role: 'chain' },
  turn: { kind: 'other', role: 'turn' },
  session: { kind: 'other', role: 'session' },
  llm: { kind: 'llm', role: 'leaf' },
  tool: { kind: 'tool', role: 'leaf' },
  retrieval: { kind: 'retrieval', role: 'leaf' },
  guardrail: { kind: 'guardrail', role: 'leaf' },
  approval: { kind: 'approval', role: 'leaf' },
  handoff: { kind: 'handoff', role: 'leaf' },
  evaluation: { kind: 'evaluation', role: 'leaf' },
  /** Embeddings, memory, protocol plumbing. */
  other: { kind: 'other', role: 'leaf' },
  infra: { kind: 'other', role: 'infra' },
} as const satisfies Record<string, Place>

export function isContainer(place: Place): boolean {
  return place.role === 'agent' || place.role === 'workflow' || place.role === 'chain'
}
