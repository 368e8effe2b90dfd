import { booleanOf, firstMember, numberOf, textOf } from './data.ts'
import type { Evidence } from './evidence.ts'
import { jumpsToEnd } from './families/langgraph.ts'
import { outputData } from './io.ts'
import { wordsOf } from './names.ts'
import { type Place, places } from './place.ts'
import type { SpanView } from './span-view.ts'

const guardWords = new Set(['guard', 'guards', 'guardrail', 'guardrails', 'moderation'])

const holderWords = new Set(['agent', 'workflow', 'graph', 'pipeline', 'chain'])

/** An application's own span around a check: it is named so. Spans that hold a whole run are no checks. */
export function guardPlace(view: SpanView): Place | null {
  if (view.span.parentSpanId === null) return null
  const words = wordsOf(view.span.name)
  if (words.some((word) => holderWords.has(word)) && !view.span.name.includes('.')) return null
  return words.some((word) => guardWords.has(word)) ? places.guardrail : null
}

const trippedValues = new Set(['true', 'guardrail_intervened', 'match_found', 'failed', 'blocked', 'triggered'])
const passedValues = new Set(['false', 'none', 'passed', 'success', 'ok', 'allowed'])

/** Whether a check stopped what it guards; other values of other products are not interpreted. */
export function guardEvidence(view: SpanView): Evidence | null {
  const reading = view.read('guard.triggered')
  const verdict = reading === null ? null : triggered(reading.value)
  if (reading !== null && verdict !== null) return evidence(verdict, reading.from)
  const told = toldByResult(view)
  if (told !== null) return evidence(told, 'result')
  return jumpsToEnd(view) ? evidence(true, 'jump to end') : null
}

function evidence(tripped: boolean, from: string): Evidence {
  return tripped ? { outcome: 'rejected', from, class: 'guardrail' } : { outcome: 'ok', from }
}

function triggered(value: Parameters<typeof numberOf>[0]): boolean | null {
  if (typeof value === 'boolean') return value
  const count = numberOf(value)
  if (count !== null) return count > 0
  const word = textOf(value)?.toLowerCase() ?? ''
  if (trippedValues.has(word)) return true
  return passedValues.has(word) ? false : null
}

function toldByResult(view: SpanView): boolean | null {
  const output = outputData(view)
  const tripped = booleanOf(
    firstMember(output, ['tripped', 'triggered', 'tripwireTriggered', 'tripwire_triggered', 'blocked', 'flagged']),
  )
  if (tripped !== null) return tripped
  const passed = booleanOf(firstMember(output, ['passed', 'allowed', 'safe', 'valid']))
  return passed === null ? null : !passed
}
