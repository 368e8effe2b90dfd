import type { Evidence } from '../evidence.ts'
import { type Place, places } from '../place.ts'
import type { SpanView } from '../span-view.ts'
import type { Family } from './family.ts'

const names: Readonly<Record<string, Place>> = {
  'claude_code.interaction': places.agent,
  'claude_code.llm_request': places.llm,
  'claude_code.tool': places.tool,
  'claude_code.tool.blocked_on_user': places.approval,
  'claude_code.tool.execution': places.tool,
  'claude_code.hook': places.guardrail,
}

/** Claude Code and the Claude Agent SDK's command line (beta traces): the span name tells the kind. */
export const claudeCode: Family = {
  name: 'claude_code',
  attributes: ['success', 'source', 'tool_name', 'num_blocking'],
  recognizes: (view) => view.span.name.startsWith('claude_code.'),
  place: (view) => {
    const { name } = view.span
    if (name === 'claude_code.tool.blocked_on_user' && !asksPerson(view)) return places.turn
    return Object.hasOwn(names, name) ? (names[name] ?? null) : places.other
  },
  evidence: claudeEvidence,
}

/** Every call is looked at; most are allowed by the settings or a hook, and no person is asked. */
function asksPerson(view: SpanView): boolean {
  const source = view.text('source')
  return source === null || source.startsWith('user')
}

function claudeEvidence(view: SpanView, place: Place): Evidence | null {
  if (place.kind === 'approval') return decisionEvidence(view)
  if (place.kind === 'guardrail' && (view.number('num_blocking') ?? 0) > 0)
    return { outcome: 'rejected', from: 'num_blocking', class: 'guardrail' }
  if (view.text('source') === 'user_abort')
    return { outcome: 'error', from: 'source', class: 'cancelled', text: 'aborted' }
  if (view.boolean('success') === false) return { outcome: 'error', from: 'success' }
  // The span inside, of the execution, tells how it went.
  const open = view.span.name === 'claude_code.tool' && view.event('tool.output') === undefined
  return open && !view.has('success') ? { outcome: 'unknown', from: '' } : null
}

function decisionEvidence(view: SpanView): Evidence | null {
  const decision = view.text('decision')
  if (decision === null) return { outcome: 'waiting', from: 'span open' }
  return { outcome: decision === 'accept' ? 'ok' : 'rejected', from: 'decision' }
}
