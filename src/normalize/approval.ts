import { type Data, firstMember, isKeyed, member, textOf } from './data.ts'
import type { Evidence } from './evidence.ts'
import { inputData, outputData } from './io.ts'
import { decisionOf, decisionWord } from './messages/read-parts.ts'
import { identifierOf, wordsOf } from './names.ts'
import { type Place, places } from './place.ts'
import type { SpanView } from './span-view.ts'

const approvalWords = new Set(['approval', 'approvals', 'approve', 'approver', 'hitl', 'confirmation'])

/** An application's own span around asking a person: it is named so and ends with a decision. */
export function approvalPlace(view: SpanView): Place | null {
  if (view.span.parentSpanId === null || !wordsOf(view.span.name).some((word) => approvalWords.has(word))) return null
  return decided(outputData(view)) === null ? null : places.approval
}

export function approvalEvidence(view: SpanView): Evidence | null {
  const decision = decided(outputData(view))
  if (decision === null) return null
  return { outcome: decision === 'approved' ? 'ok' : 'rejected', from: 'result:decision' }
}

function decided(output: Data | undefined): 'approved' | 'rejected' | null {
  const value = isKeyed(output) && member(output, 'result') !== undefined ? member(output, 'result') : output
  const decision = decisionIn(value)
  return decision === 'unknown' ? null : decision
}

function decisionIn(value: Data | undefined): 'approved' | 'rejected' | 'unknown' {
  if (value === true || value === 'true') return 'approved'
  if (value === false || value === 'false') return 'rejected'
  if (typeof value === 'string') return decisionWord(value)
  return isKeyed(value) ? decisionOf(value) : 'unknown'
}

const guardedKeys = ['tool', 'toolName', 'tool_name', 'function']

/** Spelled as functions are, and people and secrets are not. */
const functionName = /^[a-z]{2,24}(?:_[a-z]{2,24}){1,5}$/

/** The tool that waits for the person, where the span was given its name: under a key for it, or as all it was given. */
export function approvalTarget(view: SpanView): string | null {
  const input = inputData(view)
  const all = typeof input === 'string' && functionName.test(input) ? input : null
  const named = textOf(firstMember(input, guardedKeys)) ?? all
  return identifierOf(named) ?? identifierOf(view.text('gen_ai.tool.name') ?? view.text('tool_name'))
}
