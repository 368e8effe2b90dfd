import type { ErrorClass, ErrorFact } from '../span/span-fact.ts'
import type { StepOutcome } from '../span/step-kind.ts'
import { approvalEvidence } from './approval.ts'
import { errorClass } from './error-class.ts'
import { errorFact, withoutStack } from './error-fact.ts'
import type { Evidence } from './evidence.ts'
import type { Family } from './families/family.ts'
import { finishReason } from './finish-reason.ts'
import { guardEvidence } from './guardrail.ts'
import { isBrokenJson } from './json-text.ts'
import { isContainer, type Place } from './place.ts'
import type { ResultReading } from './result-fact.ts'
import type { SpanView } from './span-view.ts'

export interface Outcome {
  readonly outcome: StepOutcome
  readonly from: string
  readonly error: ErrorFact | null
}

/**
 * How a span ended, so far as itself tells. Private marks first, then the status, then attributes and events, then the
 * result: a span may say OK around a failure, and ERROR where a person was waited for or control was passed on
 * (conventions §3). Above the leaves it is only a hint; assembly judges the run.
 */
export function outcomeOf(view: SpanView, place: Place, family: Family, result: ResultReading | null): Outcome {
  const evidence =
    family.evidence?.(view, place) ??
    kindEvidence(view, place) ??
    cancelEvidence(view) ??
    statusEvidence(view) ??
    attributeEvidence(view, place) ??
    eventEvidence(view, place)
  if (evidence !== null) return settle(view, place, evidence, result)
  if (result !== null && result.outcome !== 'ok') {
    return { outcome: result.outcome, from: result.outcomeFrom, error: result.error ?? spanError(view, null, null) }
  }
  return { outcome: quiet(view, place, result), from: quietFrom(view, place, result), error: null }
}

function kindEvidence(view: SpanView, place: Place): Evidence | null {
  if (place.kind === 'approval') return approvalEvidence(view)
  return place.kind === 'guardrail' ? guardEvidence(view) : null
}

const cancelEvent = /(?:^|[._])(?:cancell?ed|aborted)$/

/** A span that says in an event of its own that it was cancelled; its status may well be OK. */
function cancelEvidence(view: SpanView): Evidence | null {
  const name = view.span.events.find((event) => cancelEvent.test(event.name))?.name
  return name === undefined ? null : { outcome: 'error', from: `event:${name}`, class: 'cancelled', text: 'cancelled' }
}

function statusEvidence(view: SpanView): Evidence | null {
  return view.span.statusCode === 2 ? { outcome: 'error', from: 'status' } : null
}

function attributeEvidence(view: SpanView, place: Place): Evidence | null {
  const status = view.readText('tool.status')?.toLowerCase()
  if (status === 'error' || status === 'failed') return { outcome: 'error', from: 'gen_ai.tool.status' }
  if (waitingState(view)) return { outcome: 'waiting', from: 'approval.state' }
  const leaf = place.kind === 'tool' || place.kind === 'llm' || place.kind === 'retrieval'
  if (leaf && view.text('error.type') !== null) return { outcome: 'error', from: 'error.type' }
  if (leaf && view.text('langfuse.observation.level') === 'ERROR')
    return { outcome: 'error', from: 'langfuse.observation.level' }
  return null
}

const waitingStates = new Set([
  'suspended',
  'waiting',
  'TASK_STATE_INPUT_REQUIRED',
  'TASK_STATE_AUTH_REQUIRED',
  'ApprovalRequired',
  'CallDeferred',
])

function waitingState(view: SpanView): boolean {
  return waitingStates.has(view.readText('approval.state') ?? '')
}

/** An exception that was recorded on a span which then said OK was dealt with; an interrupt is one even so. */
function eventEvidence(view: SpanView, place: Place): Evidence | null {
  if (view.event('exception') === undefined) return null
  const text = errorText(view)
  if (errorClass(errorType(view), text ?? '') === 'interrupted') return { outcome: 'error', from: 'event:exception' }
  const leaf = place.kind === 'tool' || place.kind === 'llm' || place.kind === 'retrieval'
  if (view.span.statusCode === 1 || !(leaf || brokeOff(view, place))) return null
  return { outcome: 'error', from: 'event:exception' }
}

/** A run that recorded an exception and came to nothing. */
function brokeOff(view: SpanView, place: Place): boolean {
  return (
    isContainer(place) && view.read('msg.input', place.kind) !== null && view.read('msg.output', place.kind) === null
  )
}

/** Weighs an ERROR: waiting for a person, passing control on and being refused are none. */
function settle(view: SpanView, place: Place, evidence: Evidence, result: ResultReading | null): Outcome {
  const { outcome, from } = evidence
  if (outcome === 'ok' || outcome === 'unknown') return { outcome, from, error: null }
  const told = evidenceError(view, evidence, result)
  if (outcome !== 'error') return { outcome, from, error: outcome === 'waiting' ? null : told }
  const error = place.kind === 'tool' && wasPassedRubble(view) ? unreadable(told) : told
  if (isBubble(view)) return { outcome: 'ok', from: `${from}: control passed on`, error: null }
  if (error?.class === 'interrupted') return { outcome: 'waiting', from, error }
  if (error?.class === 'approval_rejected' && place.kind !== 'llm') return { outcome: 'rejected', from, error }
  return { outcome, from, error }
}

function evidenceError(view: SpanView, evidence: Evidence, result: ResultReading | null): ErrorFact | null {
  const error = spanError(view, evidence.text ?? null, evidence.class ?? null)
  return sharper(error, result?.error ?? null)
}

/** Arguments longer than this may have been cut short by the exporter. */
const wholeArgumentsMax = 512

/** The model's arguments were no JSON, so that the tool was never run with them. */
function wasPassedRubble(view: SpanView): boolean {
  const passed = view.read('tool.arguments', 'tool')?.value
  return typeof passed === 'string' && passed.length <= wholeArgumentsMax && isBrokenJson(passed)
}

/** Why a call with such arguments failed, where the error itself does not say. */
function unreadable(error: ErrorFact | null): ErrorFact | null {
  if (error !== null && error.class !== 'other') return error
  return { type: null, template: '', ...error, class: 'invalid_arguments' }
}

/** A result may tell what a vague or redacted error on the span does not. */
function sharper(error: ErrorFact | null, told: ErrorFact | null): ErrorFact | null {
  if (told === null) return error
  return error === null || (error.class === 'other' && told.class !== 'other') ? told : error
}

function spanError(view: SpanView, text: string | null, known: ErrorClass | null): ErrorFact | null {
  const error = errorFact(errorType(view), text ?? errorText(view))
  return error === null || known === null ? error : { ...error, class: known }
}

/** Status codes are only an error's type where they tell of one. */
function errorType(view: SpanView): string | null {
  for (const { value, from } of view.readings('error.type')) {
    const text = typeof value === 'string' ? value : String(value)
    const code = from.includes('status_code') ? Number(text) : Number.NaN
    if (!(code >= 0 && code < 400)) return text
  }
  return null
}

/** The first text that says anything; some exceptions are recorded without a message. */
function errorText(view: SpanView): string | null {
  for (const { value } of view.readings('error.message')) {
    if (typeof value === 'string' && value.trim() !== '') return value
  }
  return null
}

/** LangGraph passes control to the parent graph by throwing; nothing failed. */
function isBubble(view: SpanView): boolean {
  const type = errorType(view)
  if (type === 'ParentCommand') return true
  return withoutStack(errorText(view) ?? '').startsWith('ParentCommand')
}

/** No sign of trouble. Of a tool that is enough; a model call or a run that broke off may look the same. */
function quiet(view: SpanView, place: Place, result: ResultReading | null): StepOutcome {
  if (failedFinish(view, place)) return 'error'
  if (view.span.statusCode === 1 || result !== null) return 'ok'
  if (place.kind === 'tool' || place.kind === 'handoff' || place.kind === 'retrieval') return 'ok'
  if (place.role === 'agent') return finishReason(view) === 'stop' ? 'ok' : 'unknown'
  return place.kind === 'llm' && hasEnd(view) ? 'ok' : 'unknown'
}

function quietFrom(view: SpanView, place: Place, result: ResultReading | null): string {
  if (failedFinish(view, place)) return 'finish_reasons'
  if (view.span.statusCode === 1) return 'status'
  if (result !== null) return 'result'
  if (quiet(view, place, result) !== 'ok') return ''
  return place.kind === 'llm' || place.role === 'agent' ? 'finish_reasons' : 'status unset'
}

function failedFinish(view: SpanView, place: Place): boolean {
  return (place.kind === 'llm' || place.role === 'agent') && finishReason(view) === 'error'
}

function hasEnd(view: SpanView): boolean {
  return view.read('finish_reasons') !== null || view.read('tok.output') !== null || view.read('response.id') !== null
}
