/** Traces that continue each other through tool calls, and what must hold of them whatever happened on the way. */
import { expect } from 'vitest'
import type { Fact } from '../../../src/span/span-fact.ts'
import { type ClaimedTrace, type Store, StoreUnavailable } from '../../../src/store/contract.ts'
import { chunk, commitOf, contribution, day, hour, noon, pattern, runRecord, span, tenant } from '../builders.ts'

export const leaseMs = 30_000

export function traceIdOf(chain: string, link: number): string {
  return `${chain}-${link}`
}

/** One more chunk of a trace that answers the call of the link before it and issues one for the next. */
export async function appendLink(store: Store, chain: string, link: number, name: string): Promise<void> {
  const answers = link === 0 ? 'starts' : `answers ${chain} ${link - 1}`
  const facts = [span(name, { name: answers }), span(`${name}+`, { name: `issues ${chain} ${link}` })]
  await store.traces.append({ chunks: [chunk(traceIdOf(chain, link), facts)], receivedMs: noon - hour })
}

/** What one worker does until nothing is due. Answers whether there was anything. */
export async function judgeDue(store: Store, nowMs: number, limit = 2): Promise<boolean> {
  let judged = false
  for (;;) {
    const claims = await store.traces.claim({ nowMs, leaseMs, limit })
    if (claims.length === 0) return judged
    judged = true
    for (const claim of claims) await judgeClaim(store, claim)
  }
}

/** A healthy run with one finding whose tokens are the number of facts that were seen. */
export async function judgeClaim(store: Store, claim: ClaimedTrace): Promise<void> {
  const facts = [...claim.facts, ...claim.continuations.flatMap((next) => next.facts)]
  const issued = callsOf(facts, 'issues ')
  const answered = callsOf(facts, 'answers ')
  const excess = { usd: 0, tokens: facts.length, seconds: 0, calls: 0, approvals: 0 }
  const chain = claim.traceId.split('-')[0] ?? ''
  await store.traces.commit(
    commitOf(claim, {
      ledger: [contribution(claim.traceId, [pattern(chain, { lesson: chain, excess })])],
      runs: [runRecord(claim.traceId, claim.traceId)],
      pendingCalls: [...issued].filter((call) => !answered.has(call)),
      awaitedCalls: [...answered].filter((call) => !issued.has(call)),
    }),
  )
}

function callsOf(facts: readonly Fact[], verb: string): ReadonlySet<string> {
  const names = facts.flatMap((fact) => (fact.type === 'span' && fact.name.startsWith(verb) ? [fact.name] : []))
  return new Set(names.map((name) => name.slice(verb.length)))
}

/** Judges with leases running out, until nothing waits. */
export async function settleAll(store: Store, fromMs: number): Promise<void> {
  for (let round = 1; round < 20; round += 1) {
    const judged = await judgeDue(store, fromMs + round * (leaseMs + 1), 10)
    if (!judged && (await store.traces.nextDueMs()) === null) return
  }
  throw new Error('traces kept coming')
}

/** One run of the first trace with the facts of all; the others continue it. */
export async function expectOneRun(store: Store, chain: string, links: number, facts: number): Promise<void> {
  const first = traceIdOf(chain, 0)
  expect(await store.traces.get(tenant, first)).toMatchObject({ state: 'settled', continues: null, runIds: [first] })
  for (let link = 1; link < links; link += 1) {
    const next = await store.traces.get(tenant, traceIdOf(chain, link))
    expect(next).toMatchObject({ state: 'settled', continues: first, noRun: 'continuation', runIds: [] })
    expect(await store.runs.get(tenant, traceIdOf(chain, link))).toBeNull()
  }
  const evidence = await store.patterns.evidence(tenant, chain, day, noon)
  expect(evidence).toMatchObject({ runs: 1, excess: { tokens: facts } })
  expect(await store.runs.get(tenant, first)).not.toBeNull()
}

/** Asks again, as a client would, until the store can promise it. */
export async function persist<T>(call: () => Promise<T>): Promise<T> {
  for (let tries = 0; ; tries += 1) {
    try {
      return await call()
    } catch (error) {
      if (!(error instanceof StoreUnavailable) || tries > 600) throw error
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
  }
}
