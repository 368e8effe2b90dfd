import { isHandoffName } from '../normalize/handoff.ts'
import { firstPlace } from '../run/first-place.ts'
import type { Step } from '../run/step.ts'
import type { ErrorFact, SpanFact, ToolAnswerFact } from '../span/span-fact.ts'
import type { StepOutcome } from '../span/step-kind.ts'
import { isSameName } from './call-names.ts'
import { decisionsOn } from './held-calls.ts'
import type { PriceOf } from './price.ts'
import { nearestAbove, type SpanNode } from './span-node.ts'
import type { CallTrack } from './tool-calls.ts'

export interface StepContext {
  readonly root: SpanNode | null
  /** Agents that later parts of the run begin with. */
  readonly laterRoots: ReadonlySet<SpanNode>
  readonly agent: string
  readonly tracks: readonly CallTrack[]
  readonly price: PriceOf
  /** Every span of the run, in start order. */
  readonly nodes: readonly SpanNode[]
}

/** What is the same for every step of the run, found once. */
interface StepPlaces extends StepContext {
  /** The nearest step above a span, and the nearest agent. */
  readonly stepAbove: (node: SpanNode) => SpanNode | null
  readonly agentAbove: (node: SpanNode) => SpanNode | null
  /** The top of the tree above a span; null of the top itself. */
  readonly topAbove: (node: SpanNode) => SpanNode | null
  /** Ids of the calls that a span tells of. */
  readonly handedOutBy: (node: SpanNode) => ReadonlySet<string | null>
  /** Every tool that any model call of the run was offered; null when none was told. */
  readonly offered: ReadonlySet<string> | null
  /** The agents of which it is told what they were offered; null stands for the run itself. */
  readonly offering: ReadonlySet<SpanNode | null>
  readonly lastModel: SpanNode | undefined
  /** What the last model call was offered. */
  readonly lastOffered: ReadonlySet<string> | null
  /** What was refused above the last model call, or by the run. */
  readonly refusedLast: ErrorFact | null
  readonly lastAgentStartUs: number
  /** When spans that wait ended, in order. */
  readonly interruptsUs: readonly number[]
}

/** The run's steps by start: spans seen as steps, and what only the messages around them tell. */
export function stepsOf(context: StepContext): readonly Step[] {
  const places = placesOf(context)
  const byExecutor = new Map<SpanNode, CallTrack>()
  for (const track of context.tracks) if (track.executor !== null) byExecutor.set(track.executor, track)
  const decisions = decisionsOn(context.nodes, context.tracks)
  const steps: Step[] = []
  for (const node of context.nodes) {
    if (!isStep(node, context.root) || context.laterRoots.has(node)) continue
    const step = decidedStep(spanStep(node, byExecutor.get(node) ?? null, places), decisions.get(node))
    if (step !== null) steps.push(step)
  }
  const approved = new Set(steps.filter((step) => step.kind === 'approval').map((step) => step.name))
  const taken = steps.filter((step) => step.kind !== 'agent').length
  const most = Math.max(inferredAlwaysMax, stepsPerRunMax - taken)
  steps.push(...allInferred(context.tracks, { approved, places, most }))
  return inOrder(steps)
}

/** In order of time; but what asks a person comes before the call that is held for it, also where it lies inside of it. */
function inOrder(steps: Step[]): readonly Step[] {
  const asking = askedWithin(steps)
  if (asking.size === 0) return steps.sort(byTime)
  const from = (step: Step) => asking.get(step) ?? step.startUs
  const after = (step: Step) => (asking.has(step) ? 0 : 1)
  return steps.sort((a, b) => from(a) - from(b) || after(a) - after(b) || byTime(a, b))
}

/** What asks a person from inside of the call that is held for it, and when the earlier of both began. */
function askedWithin(steps: readonly Step[]): ReadonlyMap<Step, number> {
  const asking = new Map<Step, number>()
  const asks = steps.filter(({ kind, parentId }) => kind === 'approval' && parentId !== null)
  if (asks.length === 0) return asking
  const tools = new Map<string, Step>()
  for (const step of steps) if (step.kind === 'tool') tools.set(step.id, step)
  for (const ask of asks) {
    const held = tools.get(ask.parentId ?? '')
    if (held?.name === ask.name) asking.set(ask, Math.min(held.startUs, ask.startUs))
  }
  return asking
}

/** Steps of a run, agents aside: where spans tell of fewer, messages alone may tell of the rest; and always of some. */
export const stepsPerRunMax = 10_000
const inferredAlwaysMax = 1000

interface Inferring {
  readonly approved: ReadonlySet<string>
  readonly places: StepPlaces
  readonly most: number
}

function allInferred(tracks: readonly CallTrack[], { approved, places, most }: Inferring): readonly Step[] {
  const steps: Step[] = []
  for (const track of tracks) {
    if (steps.length >= most) break
    steps.push(...inferredSteps(track, approved, places))
  }
  return steps
}

function placesOf(context: StepContext): StepPlaces {
  const { nodes, root } = context
  const agents = nodes.filter(isAgent)
  const lastModel = nodes.findLast((node) => node.fact.kind === 'llm')
  const lastOffered = lastModel?.fact.messages?.offered ?? null
  const agentAbove = nearestAbove(isAgent, root)
  const offerees = nodes.filter(({ fact }) => fact.messages?.offered != null)
  return {
    ...context,
    stepAbove: stepAbove(context),
    topAbove: nearestAbove(({ parent }) => parent === null),
    handedOutBy: handedOut(),
    agentAbove,
    offered: offeredTools(nodes),
    offering: new Set(offerees.map((node) => (isAgent(node) && node !== root ? node : agentAbove(node)))),
    lastModel,
    lastOffered: lastOffered === null ? null : new Set(lastOffered),
    refusedLast: (lastModel === undefined ? null : refusalAbove(lastModel)) ?? refusalOf(root),
    lastAgentStartUs: agents.reduce((last, { fact }) => Math.max(last, fact.startUs), Number.NEGATIVE_INFINITY),
    interruptsUs: nodes
      .filter(isInterrupt)
      .map(({ fact }) => fact.endUs)
      .sort((a, b) => a - b),
  }
}

/** No further up than to where the span's part of the run begins. */
function stepAbove({ root, laterRoots }: StepContext): StepPlaces['stepAbove'] {
  if (laterRoots.size === 0) return nearestAbove((node) => isStep(node, root), root)
  const above = nearestAbove((node) => isStep(node, root) || laterRoots.has(node), root)
  return (node) => {
    const step = above(node)
    return step === null || laterRoots.has(step) ? null : step
  }
}

function isAgent({ fact }: SpanNode): boolean {
  return fact.kind === 'agent'
}

/** A tool span that waits is the approval it waits for; null where what came later tells of the decision itself. */
function decidedStep(step: Step, decision: StepOutcome | null | undefined): Step | null {
  if (decision === undefined) return step
  return decision === null ? null : { ...step, kind: 'approval', outcome: decision, error: null, result: null }
}

function byTime(a: Step, b: Step): number {
  return a.startUs - b.startUs || a.endUs - b.endUs || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)
}

function isStep(node: SpanNode, root: SpanNode | null): boolean {
  if (node.fact.kind === 'other') return false
  return node !== root || (node.fact.kind !== 'agent' && node.fact.role === 'leaf')
}

/** Names looked at in offers of a run that are not the same as an earlier one: of more of them nothing is told. */
const offeredNamesMax = 32_768

/** Most model calls are offered the same tools as another one before. */
function offeredTools(nodes: readonly SpanNode[]): ReadonlySet<string> | null {
  const names = new Set<string>()
  const alike = new Map<string, readonly string[]>()
  let left = offeredNamesMax
  for (const { fact } of nodes) {
    const offered = fact.messages?.offered
    if (offered == null) continue
    const key = `${offered.length} ${offered[0]} ${offered.at(-1)}`
    const before = alike.get(key)
    if (before?.every((name, place) => name === offered[place])) continue
    alike.set(key, offered)
    left -= offered.length
    if (left < 0) return null
    for (const name of offered) names.add(name)
  }
  return alike.size === 0 ? null : names
}

function spanStep(node: SpanNode, track: CallTrack | null, places: StepPlaces): Step {
  const { fact } = node
  const judged = judgedOutcome(fact, track)
  const refused = fact.kind === 'tool' && judged.error?.class === 'approval_rejected'
  const isModel = fact.kind === 'llm'
  const step: Step = {
    id: fact.spanId,
    traceId: node.traceId,
    parentId: places.stepAbove(node)?.fact.spanId ?? null,
    kind: refused ? 'approval' : fact.kind,
    name: nameOf(fact, track),
    outcome: refused ? 'rejected' : judged.outcome,
    outcomeFrom: judged.from,
    error: judged.error,
    startUs: fact.startUs,
    endUs: Math.max(fact.endUs, fact.startUs),
    inferred: false,
    agent: agentOf(node, places),
    callFp: fact.tool?.callFp ?? track?.call.callFp ?? null,
    arguments: fact.tool?.arguments ?? track?.call.arguments ?? null,
    result: fact.tool?.result ?? track?.answer?.result ?? null,
    documents: fact.documents,
    model: fact.model?.used ?? fact.model?.requested ?? null,
    tokens: isModel ? (fact.model?.tokens ?? null) : null,
    costUsd: isModel ? cost(fact, places.price) : null,
    finish: fact.model?.finish ?? null,
    answer: isModel && fact.model?.finish !== 'cancelled' ? (fact.messages?.output ?? null) : null,
    callCount: isModel ? (fact.messages?.calls.length ?? 0) : 0,
    offered: fact.kind === 'tool' ? wasOffered(fact.name, node, places) : null,
    target: fact.target,
  }
  const request = isModel ? fact.messages?.input?.values : undefined
  return request === undefined ? step : { ...step, request }
}

/** What other agents of the run were offered tells nothing of an agent whose own offers were not sent. */
function wasOffered(tool: string, node: SpanNode, { offered, offering, agentAbove }: StepPlaces): boolean | null {
  if (offered === null) return null
  if (offered.has(tool)) return true
  return offering.has(agentAbove(node)) ? false : null
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

function agentOf(node: SpanNode, { agent, agentAbove }: StepPlaces): string {
  const by = isAgent(node) ? node : agentAbove(node)
  return by === null ? agent : (by.fact.agent?.name ?? by.fact.name)
}

/** Steps that no span tells of: a tool call that a later input answers, and the approval it waited for. */
function inferredSteps(track: CallTrack, approved: ReadonlySet<string>, places: StepPlaces): readonly Step[] {
  const steps: Step[] = []
  const approval = approvalOf(track, places)
  if (approval !== null && !approved.has(track.call.name)) {
    steps.push(inferredStep(track, 'approval', approval, places))
  }
  if (track.executor !== null) return steps
  const told = track.answer ?? refusal(track, places) ?? passedOn(track, places) ?? unreadable(track)
  if (told !== null && told.outcome !== 'rejected') {
    const kind = isHandoffName(track.call.name) ? 'handoff' : 'tool'
    steps.push(inferredStep({ ...track, answer: told }, kind, told.outcome, places))
  }
  return steps
}

/** A call that passes control on is answered by the next agent at work, where nothing else tells of it. */
function passedOn({ call, issuer }: CallTrack, { lastAgentStartUs }: StepPlaces): ToolAnswerFact | null {
  if (!isHandoffName(call.name)) return null
  return lastAgentStartUs >= issuer.fact.endUs
    ? { callFp: call.callFp, name: call.name, outcome: 'ok', error: null, result: null, approval: null }
    : null
}

/** A framework that gives up over a call it cannot make ends the run with the error that the call would have had. */
function refusal(track: CallTrack, places: StepPlaces): ToolAnswerFact | null {
  const { lastModel, refusedLast } = places
  if (track.issuer !== lastModel) return null
  const error = refusedLast ?? unoffered(track, places)
  if (error === null) return null
  return { callFp: track.call.callFp, name: track.call.name, outcome: 'error', error, result: null, approval: null }
}

function refusalAbove(issuer: SpanNode): ErrorFact | null {
  for (let up = issuer.parent; up !== null; up = up.parent) {
    const error = refusalOf(up)
    if (error !== null) return error
  }
  return null
}

function refusalOf(node: SpanNode | null): ErrorFact | null {
  const error = node?.fact.error
  return isRefusal(error) ? error : null
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
function unoffered({ issuer, call }: CallTrack, { root, lastOffered }: StepPlaces): ErrorFact | null {
  const messages = issuer.fact.messages
  if (root === null || messages?.output !== null || lastOffered === null) return null
  return lastOffered.has(call.name) ? null : { type: null, class: 'tool_not_found', template: '' }
}

function approvalOf(track: CallTrack, places: StepPlaces): StepOutcome | null {
  if (track.executor?.fact.error?.class === 'approval_rejected') return null
  if (track.answer?.outcome === 'rejected' || track.approval?.approval === 'rejected') return 'rejected'
  if (track.approval === null && !heldBack(track, places) && !ranInNextPart(track, places)) return null
  if (track.approval?.approval === 'approved' || track.executor !== null) return 'ok'
  return track.answer === null ? 'waiting' : 'unknown'
}

/** An interrupt between the call and its execution: the run waited for a person before it went on. */
function heldBack(track: CallTrack, { interruptsUs }: StepPlaces): boolean {
  const from = track.issuer.fact.startUs
  const next = track.executor ?? track.answerer
  const to = next === null ? Number.POSITIVE_INFINITY : next.fact.startUs
  const first = interruptsUs[firstPlace(interruptsUs.length, (place) => (interruptsUs[place] ?? from) < from)]
  return first !== undefined && first <= to
}

/**
 * The agent had ended with the call open, and with a word of its own in place of an answer or with the call itself, and
 * ran it only when it was started again: it had to be told to.
 */
function ranInNextPart({ call, issuer, executor }: CallTrack, { topAbove, handedOutBy }: StepPlaces): boolean {
  if (executor === null || executor.traceId === issuer.traceId) return false
  const [before, after] = [topAbove(issuer), topAbove(executor)]
  if (!isAround(before) || !isAround(after) || before.fact.endUs > executor.fact.startUs) return false
  const ended = before.fact.messages
  if (ended === null) return false
  const handedOut = call.callFp !== null && handedOutBy(before).has(call.callFp)
  return handedOut || (ended.output !== null && ended.calls.length === 0)
}

/** Found once of each span: as many calls as it tells of may be looked for in them. */
function handedOut(): StepPlaces['handedOutBy'] {
  const known = new Map<SpanNode, ReadonlySet<string | null>>()
  return (node) => {
    const ids = known.get(node) ?? new Set(node.fact.messages?.calls.map(({ callFp }) => callFp))
    known.set(node, ids)
    return ids
  }
}

function isAround(top: SpanNode | null): top is SpanNode {
  const role = top?.fact.role
  return role === 'agent' || role === 'workflow' || role === 'chain'
}

function isInterrupt(node: SpanNode): boolean {
  return node.fact.outcome === 'waiting' && node.fact.kind !== 'llm'
}

function inferredStep(
  track: CallTrack,
  kind: 'tool' | 'approval' | 'handoff',
  outcome: StepOutcome,
  places: StepPlaces,
): Step {
  const { issuer, call, place, answer } = track
  const startUs = issuer.fact.endUs + place
  return {
    id: `${issuer.fact.spanId}.${kind}.${place}`,
    traceId: issuer.traceId,
    parentId: places.stepAbove(issuer)?.fact.spanId ?? null,
    kind,
    name: call.name,
    outcome,
    outcomeFrom: answer?.error === unreadableError ? 'call arguments' : 'message',
    error: kind === 'approval' ? null : (answer?.error ?? null),
    startUs,
    endUs: Math.max(startUs, (track.executor ?? track.answerer)?.fact.startUs ?? startUs),
    inferred: true,
    agent: agentOf(issuer, places),
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
    offered: wasOffered(call.name, issuer, places),
    target: null,
  }
}
