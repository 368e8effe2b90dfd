import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { judgeTrace, type TraceToJudge } from '../../src/flow/judge-trace.ts'
import { settle } from '../../src/flow/settle.ts'
import type { Store } from '../../src/store/contract.ts'
import { stormFacts } from '../flow/storm-facts.ts'
import { chunk, noon, tenant } from './builders.ts'
import type { OpenStore } from './contract-suite.ts'
import { withStore } from './use-store.ts'

const agents = ['helper', 'writer', 'reader'] as const
const templates = ['upstream returned 503', 'user <*> not found', 'user not found', 'permission denied'] as const

const anyStorm = fc.record({
  agent: fc.constantFrom(...agents),
  template: fc.constantFrom(...templates),
  times: fc.constantFrom(1, 4),
})

type AnyStorm = typeof anyStorm extends fc.Arbitrary<infer T> ? T : never

/** The trace id is that of the storm, whenever it arrives. */
interface Arrival {
  readonly traceId: string
  readonly storm: AnyStorm
}

const judge = (trace: TraceToJudge) => judgeTrace(trace, { price: () => null, usual: async () => null })

async function arrive(store: Store, arrivals: readonly Arrival[]): Promise<void> {
  for (const { traceId, storm } of arrivals) {
    const facts = stormFacts({ ...storm, at: noon, id: traceId })
    await store.traces.append({ chunks: [chunk(traceId, facts)], receivedMs: noon })
  }
}

async function settleAll(store: Store): Promise<void> {
  const nowMs = () => noon + 60_000
  for (;;) {
    const claims = await store.traces.claim({ nowMs: nowMs(), leaseMs: 60_000, limit: 10 })
    if (claims.length === 0) return
    for (const claim of claims) await settle(claim, { judge, commit: store.traces.commit, nowMs })
  }
}

/** Which patterns there are, of which lessons, carried by how many runs. */
async function named(store: Store): Promise<readonly string[]> {
  const { items } = await store.patterns.list({ tenant, sort: 'runs', limit: 500 })
  return items
    .map(({ scope, signature, lesson, runs, agentRuns }) => {
      return [scope, signature, lesson, runs, agentRuns].join(' ')
    })
    .toSorted()
}

/** Signatures and lessons are the same whatever came first, on every engine. */
export function lessonProperties(name: string, open: OpenStore): void {
  describe(`${name}: names of lessons`, () => {
    it('do not depend on the order in which runs arrive, nor on what was judged between', async () => {
      const storms = fc.array(anyStorm, { minLength: 2, maxLength: 6 })
      await fc.assert(
        fc.asyncProperty(storms, fc.infiniteStream(fc.nat()), fc.nat({ max: 6 }), async (each, chance, cut) => {
          const arrivals = each.map((storm, index) => ({ traceId: `trace-${index}`, storm }))
          const shuffled = arrivals.map((one) => ({ one, at: chance.next().value ?? 0 })).sort((a, b) => a.at - b.at)
          const others = shuffled.map(({ one }) => one)
          let known: readonly string[] = []
          await withStore(open, async (store) => {
            await arrive(store, arrivals)
            await settleAll(store)
            known = await named(store)
          })
          expect(known.length).toBeGreaterThan(0)
          await withStore(open, async (store) => {
            await arrive(store, others.slice(0, cut))
            await settleAll(store)
            await arrive(store, others.slice(cut))
            await settleAll(store)
            expect(await named(store)).toEqual(known)
          })
        }),
        { numRuns: 15 },
      )
    })

    it('are the same whether all agents are judged in one store or each in one of its own', async () => {
      const storms = agents.map((agent) => ({ agent, template: 'user not found', times: 1 }) as const)
      const lessons = async (kept: readonly AnyStorm[]) => {
        const found: string[] = []
        await withStore(open, async (store) => {
          await arrive(
            store,
            kept.map((storm) => ({ traceId: `trace-${storm.agent}`, storm })),
          )
          await settleAll(store)
          const { items } = await store.patterns.list({ tenant, sort: 'runs', limit: 500 })
          found.push(...items.map(({ signature, lesson }) => `${signature} ${lesson}`))
        })
        return found
      }
      const apart = new Set((await Promise.all(storms.map((storm) => lessons([storm])))).flat())
      expect(new Set(await lessons(storms))).toEqual(apart)
    })
  })
}
