import type { OtlpEncoding, ReceiveAnswer, Receiver } from '../otlp/contract.ts'
import { StoreUnavailable, type TraceChunk, type TraceStore } from '../store/contract.ts'
import { chunksByTrace } from './chunks-by-trace.ts'
import type { BodyToRead, ReadFacts } from './read-facts.ts'

export interface ReceiveDeps {
  /** Decodes and normalizes a body, here or on another thread; `retry` when there is no room for it now. */
  read(body: BodyToRead): ReadFacts | NotRead | Promise<ReadFacts | NotRead>
  readonly append: TraceStore['append']
  /** When the chunks count as received: the clock, or in a replay the newest time in the input so far. */
  readonly receivedMs: (chunks: readonly TraceChunk[]) => number
  readonly count: (name: ReceiveCounter, n: number) => void
}

export type NotRead = Extract<ReceiveAnswer, { kind: 'retry' }>

export type ReceiveCounter = 'accepted' | 'rejected' | 'refused' | 'ignored_logs' | 'ignored_metrics' | 'cut' | 'late'

/** How long a sender should wait before it comes again while the store cannot promise durability. */
const retryAfterMs = 1_000

/** The first half of a span's way: decode, normalize, append; acknowledged when durable. */
export function receiver(deps: ReceiveDeps): Receiver {
  return {
    traces: (body, encoding, tenant) => receive({ signal: 'traces', body, encoding }, tenant, deps),
    logs: (body, encoding, tenant) => receive({ signal: 'logs', body, encoding }, tenant, deps),
    metrics: async (_body: Uint8Array, _encoding: OtlpEncoding, _tenant: string) => {
      deps.count('ignored_metrics', 1)
      return { kind: 'accepted', rejected: 0, message: '' }
    },
  }
}

async function receive(body: BodyToRead, tenant: string, deps: ReceiveDeps): Promise<ReceiveAnswer> {
  const read = await deps.read(body)
  if (read.kind !== 'read') return read
  deps.count('ignored_logs', body.signal === 'logs' ? read.items - read.facts.length : 0)
  deps.count('rejected', read.rejected)
  return append(chunksByTrace(read.facts, tenant), read, deps)
}

type Read = Extract<ReadFacts, { kind: 'read' }>

async function append(chunks: readonly TraceChunk[], read: Read, deps: ReceiveDeps): Promise<ReceiveAnswer> {
  const { items, rejected, rejectedMessage } = read
  if (chunks.length === 0) return { kind: 'accepted', rejected, message: rejectedMessage, items }
  try {
    const answer = await deps.append({ chunks, receivedMs: deps.receivedMs(chunks) })
    deps.count('accepted', items)
    deps.count('cut', answer.cut)
    deps.count('late', answer.late)
    return { kind: 'accepted', rejected, message: messageOf(rejectedMessage, answer), items, opened: answer.opened }
  } catch (error) {
    if (!(error instanceof StoreUnavailable)) throw error
    deps.count('refused', items)
    return { kind: 'retry', message: `the store cannot keep spans now: ${error.message}`, afterMs: retryAfterMs, items }
  }
}

function messageOf(rejected: string, { cut, late }: { readonly cut: number; readonly late: number }): string {
  const parts = rejected === '' ? [] : [rejected]
  if (cut > 0) parts.push(`${cut} spans or records were over the bound of their run and were not kept`)
  if (late > 0) parts.push(`${late} spans or records came after their run was closed and open nothing`)
  return parts.join('; ')
}
