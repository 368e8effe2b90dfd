import { decodeLogs, decodeTraces } from '../decode/decode.ts'
import type { DecodedLogRecord, DecodedSpan, DecodeLimits } from '../decode/decoded.ts'
import { isKeptAttribute } from '../normalize/kept-attributes.ts'
import { normalizeLog } from '../normalize/normalize-log.ts'
import { normalizeSpan } from '../normalize/normalize-span.ts'
import type { OtlpEncoding, ReceiveAnswer, Receiver } from '../otlp/contract.ts'
import type { Fingerprint } from '../span/fingerprint.ts'
import type { Fact } from '../span/span-fact.ts'
import { StoreUnavailable, type TraceChunk, type TraceStore } from '../store/contract.ts'
import { chunksByTrace, type PlacedFact } from './chunks-by-trace.ts'

export interface ReceiveDeps {
  readonly limits: DecodeLimits
  readonly fingerprint: Fingerprint
  readonly append: TraceStore['append']
  /** When the chunks count as received: the clock, or in a replay the newest time in the input so far. */
  readonly receivedMs: (chunks: readonly TraceChunk[]) => number
  readonly count: (name: ReceiveCounter, n: number) => void
}

export type ReceiveCounter = 'accepted' | 'rejected' | 'refused' | 'ignored_logs' | 'ignored_metrics' | 'cut' | 'late'

/** How long a sender should wait before it comes again while the store cannot promise durability. */
const retryAfterMs = 1_000

/** The first half of a span's way: decode, normalize, append; acknowledged when durable. */
export function receiver(deps: ReceiveDeps): Receiver {
  return {
    traces: (body, encoding, tenant) => receiveTraces(body, encoding, tenant, deps),
    logs: (body, encoding, tenant) => receiveLogs(body, encoding, tenant, deps),
    metrics: async () => {
      deps.count('ignored_metrics', 1)
      return { kind: 'accepted', rejected: 0, message: '' }
    },
  }
}

async function receiveTraces(
  body: Uint8Array,
  encoding: OtlpEncoding,
  tenant: string,
  deps: ReceiveDeps,
): Promise<ReceiveAnswer> {
  const decoded = decodeTraces(body, encoding, isKeptAttribute, deps.limits)
  if (decoded.kind !== 'decoded') return decoded
  const facts = decoded.items.map((item) => placeSpan(item, deps.fingerprint))
  return append(chunksByTrace(facts, tenant), decoded, deps)
}

async function receiveLogs(
  body: Uint8Array,
  encoding: OtlpEncoding,
  tenant: string,
  deps: ReceiveDeps,
): Promise<ReceiveAnswer> {
  const decoded = decodeLogs(body, encoding, isKeptAttribute, deps.limits)
  if (decoded.kind !== 'decoded') return decoded
  const facts = decoded.items.flatMap((item, sequence) => placeLog(item, sequence, deps.fingerprint))
  deps.count('ignored_logs', decoded.items.length - facts.length)
  return append(chunksByTrace(facts, tenant), decoded, deps)
}

function placeSpan({ span, origin }: DecodedSpan, fingerprint: Fingerprint): PlacedFact {
  return { traceId: span.traceId, fact: normalizeSpan(span, origin, fingerprint) }
}

/** A record that belongs to no trace, or tells nothing of a run, is not kept. */
function placeLog({ record, origin }: DecodedLogRecord, sequence: number, fingerprint: Fingerprint): PlacedFact[] {
  if (record.traceId === null) return []
  const fact: Fact | null = normalizeLog(record, origin, fingerprint, sequence)
  return fact === null ? [] : [{ traceId: record.traceId, fact }]
}

async function append(
  chunks: readonly TraceChunk[],
  decoded: { readonly items: readonly unknown[]; readonly rejected: number; readonly rejectedMessage: string },
  deps: ReceiveDeps,
): Promise<ReceiveAnswer> {
  deps.count('rejected', decoded.rejected)
  if (chunks.length === 0) return { kind: 'accepted', rejected: decoded.rejected, message: decoded.rejectedMessage }
  try {
    const answer = await deps.append({ chunks, receivedMs: deps.receivedMs(chunks) })
    deps.count('accepted', decoded.items.length)
    deps.count('cut', answer.cut)
    deps.count('late', answer.late)
    return { kind: 'accepted', rejected: decoded.rejected, message: messageOf(decoded.rejectedMessage, answer) }
  } catch (error) {
    if (!(error instanceof StoreUnavailable)) throw error
    deps.count('refused', decoded.items.length)
    return { kind: 'retry', message: `the store cannot keep spans now: ${error.message}`, afterMs: retryAfterMs }
  }
}

function messageOf(rejected: string, { cut, late }: { readonly cut: number; readonly late: number }): string {
  const parts = rejected === '' ? [] : [rejected]
  if (cut > 0) parts.push(`${cut} spans or records were over the bound of their run and were not kept`)
  if (late > 0) parts.push(`${late} spans or records came after their run was closed and open nothing`)
  return parts.join('; ')
}
