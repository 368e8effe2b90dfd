/** What sinks are told: the outbox of every tenant, who tells which sink, and the dead letters. */

import type { CandidateEvent } from '../../../candidate/event.ts'
import { wholeMs } from '../../../count/whole-ms.ts'
import type { DeadLetter, EventRef, OutboxStore } from '../../contract.ts'
import { limitOf, reasonCharsMax, type StoreLimits } from '../../limits.ts'
import { storedJson } from '../../stored-json.ts'
import { takeTurns } from '../../take-turns.ts'
import type { RedisClient, Reply } from '../client.ts'
import { inPieces } from './in-pieces.ts'
import { isEnough, type NewsReader } from './news.ts'
import { registryScript } from './registry-script.ts'
import { listOf, numberOf, numberOrNull, pairsOf, textOf } from './replies.ts'
import type { Slot, SlotOf } from './slot.ts'
import { tenantScript } from './tenant-script.ts'

const lease = registryScript('lease', 'moves')
const release = registryScript('release', 'moves')
const knowSink = registryScript('know-sink')
const pending = tenantScript('pending', 'reads')
const hand = tenantScript('hand')
const confirm = tenantScript('confirm')
const bury = tenantScript('bury')
const revive = tenantScript('revive')

export interface OutboxParts {
  readonly client: RedisClient
  readonly slotOf: SlotOf
  /** The hash of the registry that has the sinks. */
  readonly sinksKey: string
  readonly limits: Pick<StoreLimits, 'deadLettersPerSink'>
  newsReader(): NewsReader
}

export function createOutbox(parts: OutboxParts): OutboxStore {
  const { client, slotOf, sinksKey, limits } = parts
  const known = new Set<string>()
  const know = async (sink: string) => {
    if (known.has(sink)) return
    await client.run(knowSink, [sinksKey], [sink])
    if (known.size < sinksKnownMax) known.add(sink)
  }
  const readers = new Map<string, NewsReader>()
  const readerOf = (sink: string): NewsReader => {
    const reader = readers.get(sink) ?? parts.newsReader()
    if (readers.size < sinksKnownMax) readers.set(sink, reader)
    return reader
  }
  return {
    lease: async (sink, holder, nowMs, leaseMs) => {
      const [now, span] = [wholeMs(nowMs), wholeMs(leaseMs)]
      return numberOf(await client.run(lease, [sinksKey], [sink, holder, now, now + span])) === 1
    },
    release: async (sink, holder) => void (await client.run(release, [sinksKey], [sink, holder])),
    pending: async (sink, limit) => {
      await know(sink)
      return pendingEvents(parts, readerOf(sink), sink, limitOf(limit))
    },
    confirm: async (sink, upTo) => {
      await know(sink)
      await inPieces(upTo, ({ tenant, sequence }) => slotOf(tenant).run(confirm, sink, wholeSequence(sequence)))
    },
    bury: async (sink, event, reason, attempts, nowMs) => {
      await know(sink)
      const tries = Math.max(0, Math.trunc(attempts) || 0)
      const told = [tries, reason.slice(0, reasonCharsMax), wholeMs(nowMs), limits.deadLettersPerSink]
      await slotOf(event.tenant).run(bury, sink, wholeSequence(event.sequence), ...told)
    },
    deadLetters: (tenant, sink, limit) => deadLetters(slotOf(tenant), sink, limitOf(limit)),
    revive: async (tenant, sink, sequence) => {
      const revived = numberOf(await slotOf(tenant).run(revive, sink, sequence === null ? '' : wholeSequence(sequence)))
      if (revived > 0) await slotOf(tenant).tell()
      return revived
    },
    since: (tenant, sequence, limit) => eventsSince(slotOf(tenant), sequence, limitOf(limit)),
    newest: async (tenant) => numberOrNull(await slotOf(tenant).read('hget', 'meta', 'events')) ?? 0,
  }
}

const sinksKnownMax = 1000

function wholeSequence(sequence: number): number {
  return Math.min(Math.max(Math.trunc(sequence) || 0, 0), Number.MAX_SAFE_INTEGER)
}

interface Waiting {
  readonly slot: Slot
  readonly event: CandidateEvent
  /** Whether revived ones are among the tenant's. */
  readonly revived: boolean
}

/** Tenants take turns for the places, so that none of them fills every batch. */
async function pendingEvents(
  { slotOf }: OutboxParts,
  news: NewsReader,
  sink: string,
  limit: number,
): Promise<readonly CandidateEvent[]> {
  const found = await news.look(
    (tenants) => Promise.all(tenants.map((tenant) => waitingIn(slotOf(tenant), sink, limit))),
    (waiting) => isEnough(waiting, limit),
  )
  const chosen = takeTurns(found, limit)
  const byTenant = Map.groupBy(chosen, ({ slot }) => slot)
  const handed = [...byTenant].filter(([, waiting]) => waiting.some(({ revived }) => revived))
  await Promise.all(
    handed.map(([slot, waiting]) => slot.run(hand, sink, ...waiting.map(({ event }) => event.sequence))),
  )
  return [...byTenant.values()].flat().map(({ event }) => event)
}

async function waitingIn(slot: Slot, sink: string, limit: number): Promise<readonly Waiting[]> {
  const [revived, ...found] = listOf(await slot.run(pending, sink, limit))
  return Array.from({ length: found.length / 2 }, (_, index) => {
    const event = eventOf(numberOf(found[2 * index]), textOf(found[2 * index + 1]))
    return { slot, event, revived: numberOf(revived) > 0 }
  })
}

function eventOf(sequence: number, body: string): CandidateEvent {
  return { ...storedJson(body), sequence }
}

interface Letter {
  readonly state: 'dead' | 'revived' | 'handed'
  readonly attempts: number
  readonly reason: string
  readonly diedMs: number
}

/** Latest first. */
async function deadLetters(slot: Slot, of: string | null, limit: number): Promise<readonly DeadLetter[]> {
  const letters = pairsOf(await slot.read('hgetall', 'letters')).map(([member, text]) => {
    const letter: Letter = storedJson(text)
    return { ...letter, sequence: Number.parseInt(member, 10), sink: member.slice(member.indexOf(' ') + 1) }
  })
  const shown = letters
    .filter(({ state, sink }) => state === 'dead' && sink === (of ?? sink))
    .sort((a, b) => b.diedMs - a.diedMs || b.sequence - a.sequence || (a.sink < b.sink ? -1 : 1))
    .slice(0, limit)
  const events = await inPieces(shown, ({ sequence }) => eventsSince(slot, sequence - 1, 1))
  return shown.flatMap(({ sink, sequence, attempts, reason, diedMs }, index) => {
    const event = events[index]?.[0]
    return event?.sequence === sequence ? [{ sink, event, attempts, reason, diedMs }] : []
  })
}

/** since: the events of a tenant after a sequence, oldest first, whatever sinks have confirmed. */
async function eventsSince(
  slot: Slot,
  sequence: EventRef['sequence'],
  limit: number,
): Promise<readonly CandidateEvent[]> {
  const entries = listOf(await slot.read('xrange', 'events', `(${wholeSequence(sequence)}-0`, '+', 'COUNT', limit))
  return entries.map(readEntry)
}

/** `[id, [t, time, b, body]]` */
function readEntry(entry: Reply): CandidateEvent {
  const [id, fields] = listOf(entry)
  return eventOf(Number.parseInt(textOf(id), 10), textOf(listOf(fields ?? null)[3]))
}
