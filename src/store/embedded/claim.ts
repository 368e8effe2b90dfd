/**
 * claim: takes due traces under a lease, earliest first. The due time becomes the lease's end, so a crash queues the
 * trace again by itself; the epoch grows, so that whoever lost a lease cannot commit.
 * A trace that has been claimed again and again without a commit comes alone, lest it take others down with it, and is
 * quarantined after the fifth time.
 */

import { wholeMs } from '../../count/whole-ms.ts'
import type { ClaimRequest } from '../contract.ts'
import { attemptsMax, claimsMax, suspectAfterAttempts } from '../limits.ts'
import type { Row } from './database.ts'
import type { Engine } from './engine.ts'
import { integer, text } from './rows.ts'
import { continuationsOf, headOf, type TraceRow, traceRow } from './trace-row.ts'
import type { ClaimedText } from './verbs.ts'

export function claim(engine: Engine, request: ClaimRequest): readonly ClaimedText[] {
  const nowMs = wholeMs(request.nowMs)
  // Lies after any claim's now, even one that asks for everything (nowMs Infinity).
  const leaseEndMs = nowMs + Math.max(1, wholeMs(request.leaseMs))
  const claimed: ClaimedText[] = []
  let bytes = 0
  for (const trace of dueTraces(engine, nowMs, request.limit)) {
    if (trace.attempts >= attemptsMax) {
      quarantine(engine, trace)
      continue
    }
    const suspect = trace.attempts >= suspectAfterAttempts
    const size = groupBytes(engine, trace)
    if (claimed.length > 0 && (suspect || bytes + size > engine.options.limits.claimBytes)) break
    claimed.push(take(engine, trace, leaseEndMs))
    bytes += size
    if (suspect) break
  }
  return claimed
}

function dueTraces({ database }: Engine, nowMs: number, limit: number): readonly TraceRow[] {
  const count = Math.min(claimsMax, Math.max(1, Math.trunc(limit) || 1))
  return database
    .all('SELECT * FROM traces WHERE due_ms <= ? ORDER BY due_ms, id LIMIT ?', nowMs, count)
    .map((row) => traceRow(row))
}

function take(engine: Engine, trace: TraceRow, leaseEndMs: number): ClaimedText {
  engine.database.run(
    `UPDATE traces SET due_ms = ?, leased = 1, again = 0, epoch = epoch + 1, attempts = attempts + 1 WHERE id = ?`,
    leaseEndMs,
    trace.id,
  )
  const head = headOf(engine, trace)
  const { continuations, cut } = continuationTexts(engine, trace)
  return {
    tenant: trace.tenant,
    traceId: trace.traceId,
    epoch: trace.epoch + 1,
    texts: textsOf(engine, trace),
    upTo: trace.chunks,
    continuations,
    continues: head?.traceId ?? null,
    cutFacts: trace.cut + cut,
    firstReceivedMs: trace.firstReceivedMs,
    lastReceivedMs: trace.lastReceivedMs,
  }
}

/** What of them is over the bytes of a claim is left out, and counted as cut. */
function continuationTexts(engine: Engine, trace: TraceRow): Pick<ClaimedText, 'continuations'> & { cut: number } {
  let bytes = trace.bytes
  let cut = 0
  const continuations = continuationsOf(engine, trace.id).map((next) => {
    const fits = bytes + next.bytes <= engine.options.limits.claimBytes
    bytes += fits ? next.bytes : 0
    cut += fits ? next.cut : next.cut + next.facts
    return { traceId: next.traceId, texts: fits ? textsOf(engine, next) : [], upTo: next.chunks }
  })
  return { continuations, cut }
}

function textsOf({ database }: Engine, trace: TraceRow): readonly string[] {
  return database.all('SELECT body FROM chunks WHERE trace = ? ORDER BY sequence', trace.id).map(bodyOf)
}

function bodyOf(row: Row): string {
  return text(row, 'body')
}

function groupBytes({ database }: Engine, trace: TraceRow): number {
  const row = database.get('SELECT coalesce(sum(bytes), 0) AS bytes FROM traces WHERE head = ?', trace.id)
  return trace.bytes + (row === undefined ? 0 : integer(row, 'bytes'))
}

function quarantine({ database }: Engine, trace: TraceRow): void {
  database.run(
    `UPDATE traces SET state = 'quarantined', due_ms = NULL, leased = 0,
       failure = coalesce(failure, 'claimed five times and never committed')
     WHERE id = ?`,
    trace.id,
  )
}
