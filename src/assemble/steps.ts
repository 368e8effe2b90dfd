import { isHandoffName } from '../normalize/handoff.ts'
import type { Step } from '../run/step.ts'
import type { ErrorFact, SpanFact, ToolAnswerFact } from '../span/span-fact.ts'
import type { StepOutcome } from '../span/step-kind.ts'
import { decisionsOn } from './held-calls.ts'
import type { PriceOf } from './price.ts'
import { ancestors, type SpanNode } from './span-node.ts'
import { type CallTrack, isSameName } from './tool-calls.ts'

export interface StepContext {
  readonly root: SpanNode | null
  readonly agent: string
  readonly tracks: readonly CallTrack[]
  readonly price: PriceOf
  /** Every span of the run, in start order. */
  readonly nodes: readonly SpanNode[]
}

/** The run's steps by start: spans seen as steps, and what only the messages around them tell. */
export function stepsOf(context: StepContext): readonly Step[] {
  const byExecutor = new Map(
    context.tracks.flatMap((track) => (track.executor === null ? [] : [[track.executor, track]])),
  )
  const offered = offeredTools(context.nodes)
  const decisions = decisionsOn(context.nodes, context.tracks)
  const told = context.nodes
    .filter((node) => isStep(node, context.root))
    .flatMap((node) => decidedStep(node, spanStep(node, byExecutor.get(node) ?? null, context, offered), decisions))
  const approvals = told.filter((step) => step.kind === 'approval')
  const seen = { approvals, interrupts: context.nodes.filter(isInterrupt) }
  const inferred = context.tracks.flatMap((track) => inferredSteps(track, seen, context, offered))
  return [...told, ...inferred].sort(byTime)
}

/** A tool span that waits is the approval it waits for. */
function decidedStep(
  node: SpanNode,
  step: Step,
  decisions: ReadonlyMap<SpanNode, StepOutcome | null>,
): readonly Step[] {
  const decision = decisions.get(node)
  if (decision === undefined) return [step]
  return decision === null ? [] : [{ ...step, kind: 'approval', outcome: decision, error: null, result: null }]
}

function byTime(a: Step, b: Step): number {
  return a.startUs - b.startUs || a.endUs - b.endUs || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)
}

function isStep(node: SpanNode, root: SpanNode | null): boolean {
  if (node.fact.kind === 'other') return false
  return node !== root || (node.fact.kind !== 'agent' && node.fact.role === 'leaf')
}

/** Every tool that any model call of the run was offered; null when none was told. */
function offeredTools(nodes: readonly SpanNode[]): ReadonlySet<string> | null {
  const lists = nodes.flatMap((node) => (node.fact.messages?.offered ? [node.fact.messages.offered] : []))
  return lists.length === 0 ? null : new Set(lists.flat())
}

function spanStep(
  node: SpanNode,
  track: CallTrack | null,
  context: StepContext,
  offered: ReadonlySet<string> | null,
): Step {
  const { fact } = node
  const judged = judgedOutcome(fact, track)
  const refused = fact.kind === 'tool' && judged.error?.class === 'approval_rejected'
  return {
    id: fact.spanId,
    traceId: node.traceId,
    parentId: parentStep(node, context.root)?.fact.spanId ?? null,
    kind: refused ? 'approval' : fact.kind,
    name: nameOf(fact, track),
    outcome: refused ? 'rejected' : judged.outcome,
    outcomeFrom: judged.from,
    error: judged.error,
    startUs: fact.startUs,
    endUs: Math.max(fact.endUs, fact.startUs),
    inferred: false,
    agent: agentOf(node, context),
    callFp: fact.tool?.callFp ?? track?.call.callFp ?? null,
    arguments: fact.tool?.arguments ?? track?.call.arguments ?? null,
    result: fact.tool?.result ?? track?.answer?.result ?? null,
    documents: fact.documents,
    model: fact.model?.used ?? fact.model?.requested ?? null,
    tokens: fact.kind === 'llm' ? (fact.model?.tokens ?? null) : null,
    costUsd: fact.kind === 'llm' ? cost(fact, context.price) : null,
    finish: fact.model?.finish ?? null,
    answer: fact.kind === 'llm' && fact.model?.finish !== 'cancelled' ? (fact.messages?.output ?? null) : null,
    ...requestOf(fact),
    callCount: fact.kind === 'llm' ? (fact.messages?.calls.length ?? 0) : 0,
    offered: fact.kind === 'tool' && offered !== null ? offered.has(fact.name) : null,
    target: fact.target,
  }
}

function requestOf({ kind, messages }: SpanFact): Pick<Step, 'request'> {
  const request = kind === 'llm' ? messages?.input?.values : undefined
  return request === undefined ? {} : { request }
}

/**
 * An approval is called after what it guards, a handoff that does not know its target after the call for it, and a tool
 * whose span has a title what the model calls it.
 */
function nameOf(fact: SpanFact, track: CallTrack | null): string {
  if (fact.kind === 'approval') return fact.target ?? fact.name
  if (fact.kind === 'tool' && track !== null && isSameName(fact.name, track.call.name)) return track.call.name
  return fact.kind === 'handoff' && fact.target === null ? (track?.call.name ?? fact.name) : fact.name
}

/** What the model was told of a call outranks a span that says nothing, or says OK around an error. */
function judgedOutcome(
  fact: SpanFact,
  track: CallTrack | null,
): { outcome: StepOutcome; from: string; error: SpanFact['error'] } {
  const judged = outcomeOf(fact, track)
  const vague = judged.error === null || judged.error.class === 'other'
  return track?.call.unparsable === true && judged.outcome === 'error' && vague
    ? { ...judged, error: { type: null, template: '', ...judged.error, class: 'invalid_arguments' } }
    : judged
}

function outcomeOf(
  fact: SpanFact,
  track: CallTrack | null,
): { outcome: StepOutcome; from: string; error: SpanFact['error'] } {
  const answer = track?.answer ?? null
  const told = { outcome: fact.outcome, from: fact.outcomeFrom, error: fact.error }
  if (answer === null || fact.outcome === 'error' || fact.outcome === 'rejected') return sharpened(told, answer)
  if (answer.outcome === 'error' || answer.outcome === 'rejected') {
    return { outcome: answer.outcome, from: 'message', error: answer.error ?? fact.error }
  }
  if (fact.outcome === 'unknown' && answer.outcome === 'ok') return { outcome: 'ok', from: 'message', error: null }
  return told
}

/** An SDK may redact the error on the span while the model still gets its text: the more telling class wins. */
function sharpened(
  told: { outcome: StepOutcome; from: string; error: SpanFact['error'] },
  answer: ToolAnswerFact | null,
): { outcome: StepOutcome; from: string; error: SpanFact['error'] } {
  if (told.outcome !== 'error' || answer?.error == null) return told
  const vague = told.error === null || (told.error.class === 'other' && answer.error.class !== 'other')
  return vague ? { ...told, error: answer.error } : told
}

function cost(fact: SpanFact, price: PriceOf): number | null {
  const { model } = fact
  if (model === null) return null
  if (model.costUsd !== null) return model.costUsd
  const name = model.used ?? model.requested
  if (name === null || (model.tokens.input === null && model.tokens.output === null)) return null
  return price({ provider: model.provider, model: name, tokens: model.tokens, atMs: Math.floor(fact.startUs / 1000) })
}

function parentStep(node: SpanNode, root: SpanNode | null): SpanNode | null {
  for (const above of ancestors(node)) {
    if (above === root) return null
    if (isStep(above, root)) return above
  }
  return null
}

function agentOf(node: SpanNode, context: StepContext): string {
  if (node.fact.kind === 'agent') return node.fact.agent?.name ?? node.fact.name
  for (const above of ancestors(node)) {
    if (above === context.root) break
    if (above.fact.kind === 'agent') return above.fact.agent?.name ?? above.fact.name
  }
  return context.agent
}

/** Steps that no span tells of: a tool call that a later input answers, and the approval it waited for. */
function inferredSteps(
  track: CallTrack,
  { approvals, interrupts }: { readonly approvals: readonly Step[]; readonly interrupts: readonly SpanNode[] },
  context: StepContext,
  offered: ReadonlySet<string> | null,
): Step[] {
  const steps: Step[] = []
  const approval = approvalOf(track, interrupts)
  if (approval !== null && !approvals.some((step) => step.name === track.call.name)) {
    steps.push(inferredStep(track, 'approval', approval, context, offered))
  }
  const told = track.answer ?? refusal(track, context) ?? passedOn(track, context) ?? unreadable(track)
  if (track.executor === null && told !== null && told.outcome !== 'rejected') {
    const kind = isHandoffName(track.call.name) ? 'handoff' : 'tool'
    steps.push(inferredStep({ ...track, answer: told }, kind, told.outcome, context, offered))
  }
  return steps
}

/** A call that passes control on is answered by the next agent at work, where nothing else tells of it. */
function passedOn({ call, issuer }: CallTrack, { nodes }: StepContext): ToolAnswerFact | null {
  if (!isHandoffName(call.name)) return null
  const next = nodes.some(({ fact }) => fact.kind === 'agent' && fact.startUs >= issuer.fact.endUs)
  return next
    ? { callFp: call.callFp, name: call.name, outcome: 'ok', error: null, result: null, approval: null }
    : null
}

/** A framework that gives up over a call it cannot make ends the run with the error that the call would have had. */
function refusal(track: CallTrack, { root, nodes }: StepContext): ToolAnswerFact | null {
  if (track.issuer !== nodes.findLast((node) => node.fact.kind === 'llm')) return null
  const error =
    [...ancestors(track.issuer), root].map((node) => node?.fact.error).find(isRefusal) ?? unoffered(track, root)
  if (error === null) return null
  return { callFp: track.call.callFp, name: track.call.name, outcome: 'error', error, result: null, approval: null }
}

/** Arguments that are no JSON cannot have been run with; frameworks drop such a call without a word of it. */
function unreadable({ call }: CallTrack): ToolAnswerFact | null {
  if (!call.unparsable) return null
  const error = unreadableError
  return { callFp: call.callFp, name: call.name, outcome: 'error', error, result: null, approval: null }
}

const unreadableError: ErrorFact = { type: null, class: 'invalid_arguments', template: '' }

function isRefusal(error: ErrorFact | null | undefined): error is ErrorFact {
  return error?.class === 'tool_not_found' || error?.class === 'invalid_arguments'
}

/** The run ended on a call that this very model call could not have made: no such tool was offered to it. */
function unoffered({ issuer, call }: CallTrack, root: SpanNode | null): ErrorFact | null {
  const messages = issuer.fact.messages
  if (root === null || messages?.output !== null || messages.offered === null) return null
  return messages.offered.includes(call.name) ? null : { type: null, class: 'tool_not_found', template: '' }
}

function approvalOf(track: CallTrack, interrupts: readonly SpanNode[]): StepOutcome | null {
  if (track.executor?.fact.error?.class === 'approval_rejected') return null
  if (track.answer?.outcome === 'rejected' || track.approval?.approval === 'rejected') return 'rejected'
  if (track.approval === null && !heldBack(track, interrupts)) return null
  if (track.approval?.approval === 'approved' || track.executor !== null) return 'ok'
  return track.answer === null ? 'waiting' : 'unknown'
}

/** An interrupt between the call and its execution: the run waited for a person before it went on. */
function heldBack(track: CallTrack, interrupts: readonly SpanNode[]): boolean {
  const from = track.issuer.fact.startUs
  const next = track.executor ?? track.answerer
  const to = next === null ? Number.POSITIVE_INFINITY : next.fact.startUs
  return interrupts.some((node) => node.fact.endUs >= from && node.fact.endUs <= to)
}

function isInterrupt(node: SpanNode): boolean {
  return node.fact.outcome === 'waiting' && node.fact.kind !== 'llm'
}

function inferredStep(
  track: CallTrack,
  kind: 'tool' | 'approval' | 'handoff',
  outcome: StepOutcome,
  context: StepContext,
  offered: ReadonlySet<string> | null,
): Step {
  const { issuer, call, answer } = track
  const index = issuer.fact.messages?.calls.indexOf(call) ?? 0
  const startUs = issuer.fact.endUs + index
  return {
    id: `${issuer.fact.spanId}.${kind}.${index}`,
    traceId: issuer.traceId,
    parentId: parentStep(issuer, context.root)?.fact.spanId ?? null,
    kind,
    name: call.name,
    outcome,
    outcomeFrom: answer?.error === unreadableError ? 'call arguments' : 'message',
    error: kind === 'approval' ? null : (answer?.error ?? null),
    startUs,
    endUs: Math.max(startUs, (track.executor ?? track.answerer)?.fact.startUs ?? startUs),
    inferred: true,
    agent: agentOf(issuer, context),
    callFp: call.callFp,
    arguments: call.arguments,
    result: kind === 'approval' ? null : (answer?.result ?? null),
    documents: null,
    model: null,
    tokens: null,
    costUsd: null,
    finish: null,
    answer: null,
    callCount: 0,
    offered: offered === null ? null : offered.has(call.name),
    target: null,
  }
}
