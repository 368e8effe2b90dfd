import type { SpanFact } from '../span/span-fact.ts'
import type { StepOutcome } from '../span/step-kind.ts'
import type { SpanNode } from './span-node.ts'
import type { CallTrack } from './tool-calls.ts'

/**
 * Tool spans whose tool may not have run: they wait, or end well without a result while no model call of their trace
 * comes after them. Some frameworks open a tool's span before they ask a person, and again when the person allowed it.
 */
export function unfinishedCalls(nodes: readonly SpanNode[]): ReadonlySet<SpanNode> {
  const lastModelCall = new Map<string, number>()
  for (const { fact, traceId } of nodes) {
    if (fact.kind === 'llm') lastModelCall.set(traceId, Math.max(lastModelCall.get(traceId) ?? 0, fact.startUs))
  }
  return new Set(nodes.filter((node) => isUnfinished(node.fact, lastModelCall.get(node.traceId))))
}

function isUnfinished(fact: SpanFact, lastModelCall: number | undefined): boolean {
  if (fact.kind !== 'tool') return false
  if (fact.outcome === 'waiting') return true
  const silent = fact.outcome === 'ok' && fact.tool !== null && fact.tool.result === null
  return silent && lastModelCall !== undefined && lastModelCall <= fact.startUs
}

/**
 * Marks the unfinished calls that were held back: arguments were captured and yet no result, or the same call id runs
 * again later. Without content and without a second run a tool that returned nothing looks the same, and counts as ok.
 */
export function markHeldCalls(nodes: readonly SpanNode[]): void {
  const lastRun = new Map<string, number>()
  for (const { fact } of nodes) {
    const callFp = fact.kind === 'tool' ? (fact.tool?.callFp ?? null) : null
    if (callFp !== null) lastRun.set(callFp, Math.max(lastRun.get(callFp) ?? 0, fact.startUs))
  }
  for (const node of unfinishedCalls(nodes)) {
    const { fact } = node
    const again = (lastRun.get(fact.tool?.callFp ?? '') ?? 0) > fact.startUs
    if (fact.outcome !== 'waiting' && (again || fact.tool?.arguments != null))
      node.fact = { ...fact, outcome: 'waiting', outcomeFrom: 'no result' }
  }
}

/**
 * How the held calls were decided, as far as what came later tells; null where a later span tells of the refusal itself.
 */
export function decisionsOn(
  nodes: readonly SpanNode[],
  tracks: readonly CallTrack[],
): ReadonlyMap<SpanNode, StepOutcome | null> {
  const held = nodes.filter(isHeld)
  if (held.length === 0) return new Map()
  const executed = indexOf(nodes.filter((node) => node.fact.kind === 'tool' && !isHeld(node)).map(executionOf))
  const asked = indexOf(tracks.map((track) => ({ ...track.call, track })))
  return new Map(
    held.map((node) => {
      const call = executionOf(node)
      const later = sameCall(executed, call)?.fact
      if (later !== undefined && later.startUs > node.fact.startUs) return [node, allowedBy(later)]
      return [node, decidedBy(sameCall(asked, call)?.track)]
    }),
  )
}

function isHeld({ fact }: SpanNode): boolean {
  return fact.kind === 'tool' && fact.outcome === 'waiting'
}

/** A refused call may be opened again only to fail; without its result that cannot be told from a tool that failed. */
function allowedBy(later: SpanFact): StepOutcome | null {
  if (later.error?.class === 'approval_rejected') return null
  return later.outcome === 'ok' || later.tool?.result != null ? 'ok' : 'unknown'
}

function decidedBy(track: CallTrack | undefined): StepOutcome {
  if (track?.answer?.outcome === 'rejected' || track?.approval?.approval === 'rejected') return 'rejected'
  if (track?.approval?.approval === 'approved' || track?.answer?.outcome === 'ok') return 'ok'
  return track?.answer == null ? 'waiting' : 'unknown'
}

interface Call {
  readonly name: string
  readonly callFp: string | null
  readonly arguments: { readonly fp: string } | null
}

function executionOf({ fact }: SpanNode): Call & { readonly fact: SpanFact } {
  return { name: fact.name, callFp: fact.tool?.callFp ?? null, arguments: fact.tool?.arguments ?? null, fact }
}

/** By id and by what is called with what; of equal calls the last one stays. */
function indexOf<T extends Call>(calls: readonly T[]): ReadonlyMap<string, T> {
  const index = new Map<string, T>()
  for (const call of calls) {
    if (call.callFp !== null) index.set(call.callFp, call)
    index.set(likeness(call), call)
  }
  return index
}

function sameCall<T extends Call>(index: ReadonlyMap<string, T>, call: Call): T | undefined {
  const byId = call.callFp === null ? undefined : index.get(call.callFp)
  const alike = byId ?? index.get(likeness(call))
  return byId !== undefined || call.callFp === null || alike?.callFp === null ? alike : undefined
}

function likeness({ name, arguments: passed }: Call): string {
  return `${passed?.fp ?? ''}\n${name}`
}
