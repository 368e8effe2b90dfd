import { appendFileSync } from 'node:fs'
import type { Store } from '../../src/store/contract.ts'
import {
  chunk,
  commitOf,
  contribution,
  day,
  decisionOn,
  hour,
  noon,
  pattern,
  runRecord,
  span,
  tenant,
} from '../store/builders.ts'

export const traceIds = ['t1', 't2', 't3', 't4'] as const
export const sink = 'file'

/**
 * What a replica does, in small: takes two chunks of each trace, judges it, decides, and tells a sink that is a file. Done
 * again by whoever comes after one that died, it changes nothing that was done.
 */
export async function judgeSome(store: Store, file: string, nowMs: number): Promise<void> {
  for (const traceId of traceIds) {
    for (const part of ['a', 'b']) {
      const chunks = [chunk(traceId, [span(`${traceId}-${part}`)])]
      await store.traces.append({ chunks, receivedMs: noon - hour })
    }
    await judgeDue(store, nowMs)
    await decideDirty(store, nowMs)
    await tell(store, file)
  }
}

async function judgeDue(store: Store, nowMs: number): Promise<void> {
  for (const claim of await store.traces.claim({ nowMs, leaseMs: 30_000, limit: 10 })) {
    const id = `run of ${claim.traceId}`
    const ledger = [contribution(id, [pattern('a')])]
    await store.traces.commit(commitOf(claim, { ledger, runs: [runRecord(id, claim.traceId)], nowMs }))
  }
}

async function decideDirty(store: Store, nowMs: number): Promise<void> {
  for (const { lesson } of await store.patterns.dirty(10)) {
    if ((await store.patterns.evidence(tenant, lesson, 30 * day, noon)) === null) continue
    await store.candidates.apply(await decisionOn(store, lesson, true, nowMs))
  }
}

async function tell(store: Store, file: string): Promise<void> {
  for (const { id, type, sequence } of await store.outbox.pending(sink, 10)) {
    appendFileSync(file, `${id} ${type}\n`)
    await store.outbox.confirm(sink, [{ tenant, sequence }])
  }
}
