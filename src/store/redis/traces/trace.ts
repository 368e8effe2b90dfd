/** A trace as its hash has it. */
import type { TraceState } from '../../contract.ts'
import { storedJson } from '../../stored-json.ts'
import type { RawReply } from '../client.ts'

export interface Trace {
  readonly tenant: string
  readonly traceId: string
  readonly state: TraceState['state']
  readonly epoch: number
  readonly leased: boolean
  /** Claims without a commit. */
  readonly attempts: number
  /** Chunks that ever came, and how many of them an analysis has seen. */
  readonly chunks: number
  readonly analyzed: number
  readonly spans: number
  readonly facts: number
  readonly bytes: number
  readonly cut: number
  /** When its chunks are due, whatever the lease; and whether a root among them has ended. */
  readonly wantedMs: number
  readonly rootEnded: boolean
  /** The facts are gone. */
  readonly expired: boolean
  readonly firstReceivedMs: number
  readonly lastReceivedMs: number
  readonly committedMs: number | null
  /** The trace it continues. */
  readonly head: string | null
  /** The traces that continue it, as register.lua tells them. */
  readonly members: readonly Member[]
  /** Of the ledger: grows with every change. */
  readonly version: number
  /** It may have calls registered. */
  readonly hasCalls: boolean
  readonly noRun: string | null
  readonly failure: string | null
}

export interface Member {
  readonly traceId: string
  readonly firstReceivedMs: number
  readonly number: number
}

/** What HGETALL of the trace answers; null when there is no such trace. */
export function readTrace(fields: readonly RawReply[]): Trace | null {
  const texts = new Map<string, string>()
  for (let at = 0; at + 1 < fields.length; at += 2) texts.set(String(fields[at]), String(fields[at + 1]))
  if (!texts.has('id')) return null
  const number = (name: string) => Number(texts.get(name) ?? 0)
  return {
    tenant: texts.get('tenant') ?? '',
    traceId: texts.get('id') ?? '',
    state: stateOf(texts.get('state')),
    epoch: number('epoch'),
    leased: texts.get('leased') === '1',
    attempts: number('attempts'),
    chunks: number('chunks'),
    analyzed: number('analyzed'),
    spans: number('spans'),
    facts: number('facts'),
    bytes: number('bytes'),
    cut: number('cut'),
    wantedMs: number('wanted'),
    rootEnded: texts.get('rootEnded') === '1',
    expired: texts.get('expired') === '1',
    firstReceivedMs: number('first'),
    lastReceivedMs: Math.max(number('first'), number('last')),
    committedMs: texts.has('committed') ? number('committed') : null,
    head: texts.get('head') ?? null,
    members: readMembers(texts.get('members') ?? ''),
    version: number('version'),
    hasCalls: texts.get('calls') === '1',
    noRun: texts.get('noRun') ?? null,
    failure: texts.get('failure') ?? null,
  }
}

/** Oldest first. */
export function readMembers(text: string): readonly Member[] {
  if (text === '') return []
  const list: readonly (readonly [string, number, number])[] = storedJson(text)
  return list.map(([traceId, firstReceivedMs, number]) => ({ traceId, firstReceivedMs, number }))
}

export function writeMembers(members: readonly Member[]): string {
  if (members.length === 0) return ''
  return JSON.stringify(members.map(({ traceId, firstReceivedMs, number }) => [traceId, firstReceivedMs, number]))
}

function stateOf(text: string | undefined): Trace['state'] {
  return text === 'settled' || text === 'quarantined' ? text : 'open'
}
