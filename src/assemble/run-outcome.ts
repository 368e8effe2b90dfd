import type { RunOutcome } from '../run/run.ts'
import { isAction, type Step } from '../run/step.ts'
import type { ErrorFact } from '../span/span-fact.ts'
import type { SpanNode } from './span-node.ts'
import type { CallTrack } from './tool-calls.ts'

export interface OutcomeVerdict {
  readonly outcome: RunOutcome
  /** Which evidence decided: shown with the run. */
  readonly from: string
  readonly error: ErrorFact | null
}

export interface OutcomeEvidence {
  readonly root: SpanNode | null
  readonly rootMissing: boolean
  readonly nodes: readonly SpanNode[]
  readonly steps: readonly Step[]
  readonly tracks: readonly CallTrack[]
}

/**
 * How the run ended. An ERROR on the root is a hint, not a verdict: some instrumentations pass a tool's error up although
 * the run went on, and some end an aborted run without any status (conventions §3).
 */
export function runOutcome(evidence: OutcomeEvidence): OutcomeVerdict {
  const last = evidence.steps.findLast((step) => step.kind === 'llm') ?? null
  return (
    cancelled(evidence, last) ??
    failed(evidence, last) ??
    waiting(evidence) ??
    faded(evidence, last) ??
    completed(evidence, last)
  )
}

function verdict(outcome: RunOutcome, from: string, error: ErrorFact | null = null): OutcomeVerdict {
  return { outcome, from, error }
}

function cancelled({ root, steps }: OutcomeEvidence, last: Step | null): OutcomeVerdict | null {
  if (root?.fact.error?.class === 'cancelled') return verdict('aborted', 'root error', root.fact.error)
  if (last?.error?.class === 'cancelled' || last?.finish === 'cancelled') {
    return verdict('aborted', 'last model call was cancelled', last.error)
  }
  const end = steps.at(-1)
  return end?.error?.class === 'cancelled' ? verdict('aborted', 'last step was cancelled', end.error) : null
}

function failed({ root, steps, nodes }: OutcomeEvidence, last: Step | null): OutcomeVerdict | null {
  const answered = last !== null && hasAnswered(last)
  if (root !== null && root.fact.outcome === 'error' && !inherited(root.fact.error, steps, answered)) {
    if (root.fact.error?.class === 'interrupted') return null
    return verdict('failed', 'root status', root.fact.error)
  }
  if (last?.outcome === 'error') return verdict('failed', 'last model call failed', last.error)
  const end = steps.findLast(wasMade)
  if (end?.inferred === true && end.outcome === 'error' && root !== null && !answered)
    return verdict('failed', 'last call was not made', end.error)
  const turn = nodes.findLast((node) => node.fact.outcome === 'error' && isPartOf(node, root))
  if (root !== null && turn !== undefined && isLastWord(turn, nodes, answered))
    return verdict('failed', 'last turn failed', turn.fact.error)
  const limit = nodes.find((node) => node.fact.error?.class === 'turn_limit')
  if (limit !== undefined) return verdict('failed', 'turn limit', limit.fact.error)
  return null
}

/** A turn, or where the root does not tell how it went an agent that it runs itself, rather than through a tool. */
function isPartOf(node: SpanNode, root: SpanNode | null): boolean {
  const { role } = node.fact
  return (
    role === 'turn' || (role === 'agent' && node !== root && node.parent === root && root?.fact.outcome === 'unknown')
  )
}

/** A call with unreadable arguments was dropped without a word: it says nothing of how the run ended. */
function wasMade(step: Step): boolean {
  return step.outcomeFrom !== 'call arguments'
}

/**
 * Nothing went on after this turn: no other span of the run, but those inside of it, starts later. An answer outweighs
 * an error that a framework only passes up, but not that the model's call could not be made.
 */
function isLastWord(turn: SpanNode, nodes: readonly SpanNode[], answered: boolean): boolean {
  const error = turn.fact.error?.class ?? 'interrupted'
  if (error === 'interrupted' || (answered && error !== 'tool_not_found' && error !== 'invalid_arguments')) return false
  return !nodes.some(({ fact }) => fact.startUs >= turn.fact.endUs)
}

/** The root repeats the error of a tool, yet a model answered after it. */
function inherited(error: ErrorFact | null, steps: readonly Step[], answered: boolean): boolean {
  if (!answered) return false
  if (error === null || error.template === '') return true
  const end = steps.at(-1)
  if (end?.kind !== 'llm') return false
  return steps.some((step) => step.kind !== 'llm' && step.error?.template === error.template)
}

function hasAnswered(step: Step): boolean {
  return step.outcome !== 'error' && step.callCount === 0 && (step.finish === 'stop' || step.answer !== null)
}

/** Something was asked for that nobody has run or answered, and the run said so or ended there. */
function waiting({ root, nodes, tracks, steps }: OutcomeEvidence): OutcomeVerdict | null {
  const pending = tracks.filter((track) => track.executor === null && track.answer === null && !track.call.unparsable)
  const lastStep = steps.findLast((step) => step.kind !== 'agent')
  if (lastStep?.outcome === 'waiting') return verdict('waiting', 'last step waits')
  const lastTell = nodes.findLast((node) => node.fact.kind === 'llm')
  if (root !== null && nodes.some((node) => isOpenInterrupt(node, root, lastTell)))
    return verdict('waiting', 'interrupt')
  const open = pending.some((track) => track.issuer === lastTell)
  if (!open || root === null) return null
  const told = nodes.some((node) => node.fact.outcome === 'waiting') || pending.some((track) => track.approval !== null)
  if (told) return verdict('waiting', 'interrupt')
  return root.fact.kind === 'llm' || hasOwnAnswer(root, steps) ? null : verdict('waiting', 'tool call left open')
}

/** The run ended with a text that its last model call did not say, so it did not wait for the call that it left open. */
function hasOwnAnswer({ fact }: SpanNode, steps: readonly Step[]): boolean {
  const said = fact.messages?.output?.fp
  const last = steps.findLast((step) => step.kind === 'llm')
  return said !== undefined && fact.messages?.calls.length === 0 && said !== last?.answer?.fp
}

/** The run waits inside of its last trace, and no model was called after that. */
function isOpenInterrupt({ fact, traceId }: SpanNode, root: SpanNode, lastTell: SpanNode | undefined): boolean {
  if (fact.outcome !== 'waiting' || traceId !== root.traceId) return false
  return lastTell === undefined || lastTell.fact.startUs < fact.startUs
}

/** A stream that its caller broke off ends without any status, finish reason or output. */
function faded({ root, steps, rootMissing }: OutcomeEvidence, last: Step | null): OutcomeVerdict | null {
  if (rootMissing || root === null || last === null || last.outcome === 'error') return null
  if (last.finish !== null || last.answer !== null || last.callCount > 0) return null
  if ((last.tokens?.output ?? 0) > 0) return null
  const others = steps.filter((step) => step.kind === 'llm' && step !== last)
  if (root.fact.messages?.output != null && !breaksOff(last, others)) return null
  const usual = others.length > 0 && others.every((step) => step.finish !== null || step.callCount > 0)
  const lastStep = steps.findLast((step) => step.kind !== 'agent')
  return usual && lastStep === last ? verdict('aborted', 'last model call has no end') : null
}

/** Of all the model calls only this one was not closed with a status; what the run says then is not its word. */
function breaksOff(last: Step, others: readonly Step[]): boolean {
  return last.outcome === 'unknown' && others.every((step) => step.outcome === 'ok' && step.outcomeFrom === 'status')
}

function completed({ root, rootMissing, steps }: OutcomeEvidence, last: Step | null): OutcomeVerdict {
  if (rootMissing || root === null) {
    if (last !== null && hasAnswered(last) && steps.at(-1) === last)
      return verdict('completed', 'last model call answered')
    return verdict('unknown', rootMissing ? 'root missing' : 'no root')
  }
  if (root.fact.kind === 'llm') {
    const answered = last !== null && hasAnswered(last)
    return answered ? verdict('completed', 'model call answered') : verdict('unknown', 'model call')
  }
  const end = steps.findLast((step) => step.kind !== 'agent' && wasMade(step))
  const failedLast = end !== undefined && isAction(end) && end.outcome === 'error'
  if (failedLast && !isInside(end, last) && !(last === null && isAnswer(root)))
    return verdict('unknown', 'ended on a failed step')
  return verdict('completed', 'root ended')
}

/** One span for all calls of the model in a loop, tools and all: it answered after the step that it holds. */
function isInside(step: Step, call: Step | null): boolean {
  return call !== null && hasAnswered(call) && call.startUs <= step.startUs && call.endUs >= step.endUs
}

/** Where no call of the model is told, the run's own span says whether it came to an answer. */
function isAnswer({ fact }: SpanNode): boolean {
  return fact.kind === 'agent' && fact.outcome === 'ok' && fact.messages?.output != null
}
