import { type BodyEncoding, decodeLogs, decodeTraces } from '../decode/decode.ts'
import type { DecodedLogRecord, DecodedSpan, DecodeLimits } from '../decode/decoded.ts'
import type { Refusal } from '../decode/refusal.ts'
import { isKeptAttribute } from '../normalize/kept-attributes.ts'
import { normalizeAnnotation } from '../normalize/normalize-annotation.ts'
import { normalizeLog } from '../normalize/normalize-log.ts'
import { normalizeSpan } from '../normalize/normalize-span.ts'
import type { Fingerprint } from '../span/fingerprint.ts'
import type { Fact } from '../span/span-fact.ts'

export interface FactOfTrace {
  readonly traceId: string
  readonly fact: Fact
}

/** A request body, read: what decode and normalize make of it, without a word of its content. */
export type ReadFacts =
  | {
      readonly kind: 'read'
      readonly facts: readonly FactOfTrace[]
      /** Spans or records that were decoded; those that tell nothing of a run made no fact. */
      readonly items: number
      readonly rejected: number
      readonly rejectedMessage: string
    }
  | Refusal

export interface BodyToRead {
  readonly signal: 'traces' | 'logs'
  readonly body: Uint8Array
  readonly encoding: BodyEncoding
}

/** The same on any thread. Never throws on what a client sent. */
export function readFacts(of: BodyToRead, limits: DecodeLimits, fingerprint: Fingerprint): ReadFacts {
  return of.signal === 'traces' ? readTraces(of, limits, fingerprint) : readLogs(of, limits, fingerprint)
}

function readTraces({ body, encoding }: BodyToRead, limits: DecodeLimits, fingerprint: Fingerprint): ReadFacts {
  const decoded = decodeTraces(body, encoding, isKeptAttribute, limits)
  if (decoded.kind !== 'decoded') return decoded
  const { items, rejected, rejectedMessage } = decoded
  const facts = items.map((item) => factOfSpan(item, fingerprint))
  return { kind: 'read', facts, items: items.length, rejected, rejectedMessage }
}

function readLogs({ body, encoding }: BodyToRead, limits: DecodeLimits, fingerprint: Fingerprint): ReadFacts {
  const decoded = decodeLogs(body, encoding, isKeptAttribute, limits)
  if (decoded.kind !== 'decoded') return decoded
  const { items, rejected, rejectedMessage } = decoded
  const facts = items.flatMap((item, sequence) => factsOfRecord(item, sequence, fingerprint))
  return { kind: 'read', facts, items: items.length, rejected, rejectedMessage }
}

function factOfSpan({ span, origin }: DecodedSpan, fingerprint: Fingerprint): FactOfTrace {
  return {
    traceId: span.traceId,
    fact: normalizeAnnotation(span, fingerprint) ?? normalizeSpan(span, origin, fingerprint),
  }
}

/** A record that belongs to no trace, or tells nothing of a run, is not kept. */
function factsOfRecord(
  { record, origin }: DecodedLogRecord,
  sequence: number,
  fingerprint: Fingerprint,
): readonly FactOfTrace[] {
  if (record.traceId === null) return []
  const fact = normalizeLog(record, origin, fingerprint, sequence)
  return fact === null ? [] : [{ traceId: record.traceId, fact }]
}
