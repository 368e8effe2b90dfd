import { isHandoffName } from '../normalize/handoff.ts'
import type { ToolAnswerFact, ToolCallFact } from '../span/span-fact.ts'
import type { SpanNode } from './span-node.ts'

/** A tool call that a model asked for, with what became of it as far as messages and spans tell. */
export interface CallTrack {
  readonly call: ToolCallFact
  /** The model call that asked. */
  readonly issuer: SpanNode
  /** The tool span that ran it; null when none was sent. */
  executor: SpanNode | null
  answer: ToolAnswerFact | null
  /** The span whose input brought the answer; null when only a span around the call repeats it. */
  answerer: SpanNode | null
  approval: ToolAnswerFact | null
}

/** Whole-millisecond clocks put a tool's start a little before or after the model call that asked for it. */
const clockSlackUs = 2_000

/**
 * Matches what models asked for with what tools did and what later inputs answered: by call id where there is one,
 * else by name, arguments and time, each span and each answer once.
 */
export function trackCalls(nodes: readonly SpanNode[]): readonly CallTrack[] {
  const tracks = distinctCalls(nodes)
  matchAnswers(tracks, nodes)
  matchExecutors(tracks, nodes.filter(mayExecute))
  return tracks
}

/** A tool span that waits for a person has not run the call. */
function mayExecute({ fact }: SpanNode): boolean {
  if (fact.kind === 'tool') return fact.outcome !== 'waiting'
  return fact.kind === 'handoff' || fact.kind === 'retrieval'
}

/**
 * Model calls tell first. Spans around them repeat their calls, or are the only ones to tell of them: those are taken
 * where the call has an id that was not seen yet, from the span that ended first, for later ones repeat the history.
 */
function distinctCalls(nodes: readonly SpanNode[]): CallTrack[] {
  const tellers = nodes.filter((node) => node.fact.messages !== null)
  const models = tellers.filter((node) => node.fact.kind === 'llm')
  const others = tellers.filter((node) => node.fact.kind !== 'llm').sort((a, b) => a.fact.endUs - b.fact.endUs)
  const seen = new Set<string>()
  const told = models.flatMap((issuer) => newCalls(issuer, seen, true))
  const retold = others.flatMap((issuer) => newCalls(issuer, seen, told.length === 0 && models.length === 0))
  return [...told, ...retold]
}

function newCalls(issuer: SpanNode, seen: Set<string>, withoutId: boolean): CallTrack[] {
  const calls = (issuer.fact.messages?.calls ?? []).filter(({ callFp }) => {
    if (callFp === null) return withoutId
    if (seen.has(callFp)) return false
    seen.add(callFp)
    return true
  })
  return calls.map((call) => ({ call, issuer, executor: null, answer: null, answerer: null, approval: null }))
}

function matchAnswers(tracks: readonly CallTrack[], nodes: readonly SpanNode[]): void {
  const byFp = new Map<string, CallTrack>()
  for (const track of tracks) if (track.call.callFp !== null) byFp.set(track.call.callFp, track)
  for (const answerer of nodes) {
    for (const answer of answerer.fact.messages?.answers ?? []) {
      const track = answer.callFp === null ? openByOrder(tracks, answer, answerer) : byFp.get(answer.callFp)
      if (track !== undefined) note(track, answer, answerer)
    }
  }
}

/** An answer without an id belongs to the earliest unanswered call of its name that was issued before it. */
function openByOrder(tracks: readonly CallTrack[], answer: ToolAnswerFact, answerer: SpanNode): CallTrack | undefined {
  return tracks.find(
    (track) =>
      track.answer === null &&
      (track.call.callFp === null || answer.approval !== null || namesMissingTool(answer)) &&
      (answer.name === null || answer.name === track.call.name) &&
      track.issuer !== answerer &&
      track.issuer.fact.startUs <= answerer.fact.startUs,
  )
}

/** An error that says of a tool that it does not exist can only be about a call of that tool. */
function namesMissingTool({ name, error }: ToolAnswerFact): boolean {
  return name !== null && error?.class === 'tool_not_found'
}

function note(track: CallTrack, answer: ToolAnswerFact, answerer: SpanNode): void {
  if (answer.approval !== null && stronger(answer, track.approval)) track.approval = answer
  if (answer.approval !== null && answer.outcome !== 'rejected') return
  if (track.answer !== null || answerer === track.issuer) return
  track.answer = answer
  // An agent span around the call repeats the answer, but its own start says nothing of when it came.
  if (answerer.fact.startUs >= track.issuer.fact.startUs) track.answerer = answerer
}

/** A decision tells more than a request for one. */
function stronger(answer: ToolAnswerFact, than: ToolAnswerFact | null): boolean {
  if (than === null) return true
  return answer.approval === 'approved' || answer.approval === 'rejected'
}

function matchExecutors(tracks: readonly CallTrack[], tools: readonly SpanNode[]): void {
  const free = new Set(tools)
  const byId = Map.groupBy(tools, (tool) => tool.fact.tool?.callFp ?? null)
  const byName = Map.groupBy(tools, (tool) => spelled(tool.fact.name))
  const nameless = tools.filter(({ fact }) => fact.kind === 'handoff' && fact.target === null)
  const namedLike = ({ call }: CallTrack) => [
    ...(byName.get(spelled(call.name)) ?? []),
    // A handoff that does not know where it went is the one that the model asked for.
    ...(isHandoffName(call.name) ? nameless : []),
  ]
  const open = () => tracks.filter((track) => track.executor === null)
  for (const track of tracks) if (track.call.callFp !== null) take(track, byId.get(track.call.callFp) ?? [], free)
  for (const track of open()) {
    const same = namedLike(track).filter((tool) => sameArguments(track, tool))
    take(track, same, free, (tool) => fits(track, tool))
  }
  for (const track of open()) take(track, namedLike(track), free, (tool) => fits(track, tool))
}

function take(
  track: CallTrack,
  candidates: readonly SpanNode[],
  free: Set<SpanNode>,
  matches: (tool: SpanNode) => boolean = () => true,
): void {
  const tool = candidates.find((candidate) => free.has(candidate) && matches(candidate))
  if (tool === undefined) return
  track.executor = tool
  free.delete(tool)
}

function fits(track: CallTrack, tool: SpanNode): boolean {
  const toolFp = tool.fact.tool?.callFp ?? null
  if (toolFp !== null && track.call.callFp !== null) return false
  if (tool.fact.startUs + clockSlackUs < track.issuer.fact.startUs) return false
  return track.answerer === null || tool.fact.startUs <= track.answerer.fact.startUs + clockSlackUs
}

/** Models are given names without spaces: `Look up order` is called as `look_up_order`. */
export function isSameName(one: string, other: string): boolean {
  return one === other || spelled(one) === spelled(other)
}

function spelled(name: string): string {
  return name.toLowerCase().replaceAll(/[^\p{L}\p{N}]+/gu, '_')
}

function sameArguments(track: CallTrack, tool: SpanNode): boolean {
  const asked = track.call.arguments?.fp
  return asked !== undefined && asked === tool.fact.tool?.arguments?.fp
}
