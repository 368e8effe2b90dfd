import type { ToolAnswerFact, ToolCallFact } from '../span/span-fact.ts'
import { matchExecutors } from './match-executors.ts'
import type { SpanNode } from './span-node.ts'

/** A tool call that a model asked for, with what became of it as far as messages and spans tell. */
export interface CallTrack {
  readonly call: ToolCallFact
  /** The model call that asked. */
  readonly issuer: SpanNode
  /** Which of its calls it is. */
  readonly place: number
  /** The tool span that ran it; null when none was sent. */
  executor: SpanNode | null
  answer: ToolAnswerFact | null
  /** The span whose input brought the answer; null when only a span around the call repeats it. */
  answerer: SpanNode | null
  approval: ToolAnswerFact | null
}

/** Calls looked at in one run, and answers to them: as many as a trace may have spans. */
export const callsPerRunMax = 10_000

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
  const tracks: CallTrack[] = []
  for (const issuer of models) addNewCalls(tracks, issuer, seen, true)
  const withoutId = models.length === 0
  for (const issuer of others) addNewCalls(tracks, issuer, seen, withoutId)
  return tracks
}

function addNewCalls(tracks: CallTrack[], issuer: SpanNode, seen: Set<string>, withoutId: boolean): void {
  for (const [place, call] of (issuer.fact.messages?.calls ?? []).entries()) {
    if (tracks.length === callsPerRunMax) return
    const { callFp } = call
    if (callFp === null ? !withoutId : seen.has(callFp)) continue
    if (callFp !== null) seen.add(callFp)
    tracks.push({ call, issuer, place, executor: null, answer: null, answerer: null, approval: null })
  }
}

function matchAnswers(tracks: readonly CallTrack[], nodes: readonly SpanNode[]): void {
  if (tracks.length === 0) return
  const byFp = new Map<string, CallTrack>()
  for (const track of tracks) if (track.call.callFp !== null) byFp.set(track.call.callFp, track)
  const unnamed = openTracks(tracks)
  for (const answerer of nodes) {
    for (const answer of answerer.fact.messages?.answers ?? []) {
      const track = answer.callFp === null ? openByOrder(unnamed, answer, answerer) : byFp.get(answer.callFp)
      if (track !== undefined) note(track, answer, answerer)
    }
  }
}

/** Calls in order, from the first one on that may still be open. */
interface OpenTracks {
  readonly tracks: readonly CallTrack[]
  from: number
}

interface OpenTracksOf {
  (name: string | null, withId: boolean): OpenTracks | undefined
  /** How many more open calls may be looked at in this run. */
  left: number
}

/** Calls that an answer without an id may be about: of one name or, for null, of any; with or without those that have an id. */
function openTracks(tracks: readonly CallTrack[]): OpenTracksOf {
  let [all, withoutId]: (ReadonlyMap<string | null, OpenTracks> | null)[] = [null, null]
  const openOf = (name: string | null, withId: boolean) => {
    if (withId) all ??= byCallName(tracks)
    else withoutId ??= byCallName(tracks.filter(({ call }) => call.callFp === null))
    return (withId ? all : withoutId)?.get(name)
  }
  return Object.assign(openOf, { left: openLookedAtPerRunMax })
}

function byCallName(tracks: readonly CallTrack[]): ReadonlyMap<string | null, OpenTracks> {
  const lists = new Map<string | null, OpenTracks>([[null, { tracks, from: 0 }]])
  for (const [name, same] of Map.groupBy(tracks, ({ call }) => call.name)) lists.set(name, { tracks: same, from: 0 })
  return lists
}

/** Open calls looked at for one answer: with more of them that it cannot be about, it is about none. */
const openLookedAtMax = 256
/** And for all answers of a run together: those that come after that many in vain are about none. */
const openLookedAtPerRunMax = 200_000

/** An answer without an id belongs to the earliest unanswered call of its name that was issued before it. */
function openByOrder(openOf: OpenTracksOf, answer: ToolAnswerFact, answerer: SpanNode): CallTrack | undefined {
  const open = openOf(answer.name, answer.approval !== null || namesMissingTool(answer))
  if (open === undefined) return undefined
  while (open.tracks[open.from]?.answer != null) open.from += 1
  const end = Math.min(open.tracks.length, open.from + Math.min(openLookedAtMax, openOf.left))
  for (let at = open.from; at < end; at += 1) {
    const track = open.tracks[at]
    openOf.left -= 1
    if (track !== undefined && mayBeAbout(track, answerer)) return track
  }
  return undefined
}

function mayBeAbout({ answer, issuer }: CallTrack, answerer: SpanNode): boolean {
  return answer === null && issuer !== answerer && issuer.fact.startUs <= answerer.fact.startUs
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
