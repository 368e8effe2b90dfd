import { isHandoffName } from '../normalize/handoff.ts'
import { spelled } from './call-names.ts'
import { type FreeTools, firstFree, freeBy } from './free-tools.ts'
import type { SpanNode } from './span-node.ts'
import type { CallTrack } from './tool-calls.ts'

/** Whole-millisecond clocks put a tool's start a little before or after the model call that asked for it. */
const clockSlackUs = 2_000

/**
 * Finds the span that ran each call: by call id, then by name and arguments, then by name alone; each span runs one call.
 * `tools` come in start order.
 */
export function matchExecutors(tracks: readonly CallTrack[], tools: readonly SpanNode[]): void {
  const taken = new Set<SpanNode>()
  takeById(tracks, tools, taken)
  if (taken.size === tools.length || tracks.every(isExecuted)) return
  const alike = toolsAlike(tools, new Set(tracks.map(({ call }) => call.callFp)))
  for (const candidates of [alike.sameArguments, alike.sameName]) {
    for (const track of tracks) if (!isExecuted(track)) take(track, firstFit(track, candidates(track), taken), taken)
  }
}

function isExecuted({ executor }: CallTrack): boolean {
  return executor !== null
}

/** No two calls have the same id, so that the first of several spans with it is always free. */
function takeById(tracks: readonly CallTrack[], tools: readonly SpanNode[], taken: Set<SpanNode>): void {
  const byId = new Map<string, SpanNode>()
  for (const tool of tools) {
    const id = tool.fact.tool?.callFp ?? null
    if (id !== null && !byId.has(id)) byId.set(id, tool)
  }
  for (const track of tracks) {
    if (track.call.callFp !== null) take(track, byId.get(track.call.callFp), taken)
  }
}

function take(track: CallTrack, tool: SpanNode | undefined, taken: Set<SpanNode>): void {
  if (tool === undefined) return
  track.executor = tool
  taken.add(tool)
}

type Candidates = (track: CallTrack) => readonly (FreeTools | undefined)[]

interface Alike {
  readonly sameName: Candidates
  readonly sameArguments: Candidates
}

/**
 * Where call and tool both have an id they are not each other's; but a handoff may end without knowing its call's, and
 * has one of its own.
 */
function toolsAlike(tools: readonly SpanNode[], issued: ReadonlySet<string | null>): Alike {
  const isOpen = ({ fact: { kind, tool } }: SpanNode) =>
    tool?.callFp == null || (kind === 'handoff' && !issued.has(tool.callFp))
  const ofAny = once(() => alikeAmong(tools))
  const ofOpen = tools.every(isOpen) ? ofAny : once(() => alikeAmong(tools.filter(isOpen)))
  const of = ({ call }: CallTrack) => (call.callFp === null ? ofAny() : ofOpen())
  return {
    sameName: (track) => of(track).sameName(track),
    sameArguments: (track) => of(track).sameArguments(track),
  }
}

function once<T extends object>(make: () => T): () => T {
  let made: T | null = null
  return () => {
    made ??= make()
    return made
  }
}

/** By the name that models know tools by. A handoff that does not know where it went may be any that was asked for. */
function alikeAmong(tools: readonly SpanNode[]): Alike {
  const nameless = tools.filter(({ fact }) => fact.kind === 'handoff' && fact.target === null)
  const byName = freeBy(tools, ({ fact }) => spelled(fact.name))
  const byCall = freeBy(tools, (tool) => callKey(tool.fact.name, argumentsOf(tool)))
  const anyNameless = freeBy(nameless, () => '')
  const namelessBy = freeBy(nameless, argumentsOf)
  const ifHandoff = (name: string, free: FreeTools | undefined) => (isHandoffName(name) ? free : undefined)
  return {
    sameName: ({ call: { name } }) => [byName.get(spelled(name)), ifHandoff(name, anyNameless.get(''))],
    sameArguments: ({ call: { name, arguments: passed } }) => [
      byCall.get(callKey(name, passed?.fp ?? null)),
      ifHandoff(name, namelessBy.get(passed?.fp ?? null)),
    ],
  }
}

function callKey(name: string, passed: string | null): string | null {
  return passed === null ? null : `${spelled(name)}\n${passed}`
}

function argumentsOf({ fact }: SpanNode): string | null {
  return fact.tool?.arguments?.fp ?? null
}

/** A span around model calls tells at its start what only came until its end. */
function answeredUs({ answerer }: CallTrack): number {
  if (answerer === null) return Number.POSITIVE_INFINITY
  return answerer.fact.kind === 'llm' ? answerer.fact.startUs : answerer.fact.endUs
}

/** Starts about when the call was asked for, or later, and before it was answered. */
function firstFit(
  track: CallTrack,
  candidates: readonly (FreeTools | undefined)[],
  taken: ReadonlySet<SpanNode>,
): SpanNode | undefined {
  const fromUs = track.issuer.fact.startUs - clockSlackUs
  const toUs = answeredUs(track) + clockSlackUs
  for (const free of candidates) {
    const tool = free === undefined ? undefined : firstFree(free, { fromUs, toUs, taken })
    if (tool !== undefined) return tool
  }
  return undefined
}
