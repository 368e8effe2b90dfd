import { describe, expect, it } from 'vitest'
import { defaultPolicy } from '../../src/decide/default-policy.ts'
import type { SignedFinding } from '../../src/finding/signed-finding.ts'
import { decideLessons } from '../../src/flow/decide.ts'
import type { Store } from '../../src/store/contract.ts'
import { contribution, day, decisionOn, judge, noon, pattern, review, runRecord, tenant } from './builders.ts'
import type { OpenStore } from './contract-suite.ts'
import { withStore } from './use-store.ts'

const signals = { storm: 'retry_storm', failed: 'run_failed', error: 'tool_error' } as const
type Kind = keyof typeof signals
const weak = (kind: Kind) =>
  pattern(kind, { signal: signals[kind], severity: kind === 'storm' ? 0.9 : 0.7, risks: ['run_failed'] })

function found(kind: Kind, shadow: boolean): SignedFinding {
  const { signature, lesson, signal, bucket, locus, template, recovery, severity, excess, explanation } = weak(kind)
  const finding = { signature, lesson, signal, bucket, locus, template, recovery, severity, excess, explanation }
  const parts = { severityParts: [{ reason: 'base', value: severity }], evidence: [] }
  return { ...finding, ...parts, ...(shadow ? { shadow } : {}) }
}

/** Runs of an agent, each in a trace of its own, that carry these weaknesses. */
async function runs(store: Store, name: string, count: number, kinds: readonly Kind[], shadow = false): Promise<void> {
  for (let index = 0; index < count; index += 1) {
    const id = `${name}-${index}`
    const ledger = [contribution(id, kinds.map(weak), { source: id, outcome: 'failed' })]
    const findings = kinds.map((kind) => found(kind, shadow))
    await judge(store, `trace-${id}`, { ledger, runs: [{ ...runRecord(id, `trace-${id}`), findings }] })
  }
}

async function decided(store: Store) {
  const { patterns, candidates, runs } = store
  await decideLessons({ patterns, candidates, runs, policy: defaultPolicy, nowMs: () => noon + 60_000 })
  const { items } = await candidates.list({ tenant, limit: 50 })
  return items.map(({ lesson, state }) => `${lesson} ${state}`).toSorted()
}

/** Two weaknesses of nearly the same runs ask a person once. */
export function overlapContract(name: string, open: OpenStore): void {
  describe(`${name}: lessons that nearly the same runs carry`, () => {
    it('raise one candidate, of the heavier one, and the other one says for which it stands back', () =>
      withStore(open, async (store) => {
        await runs(store, 'healthy', 5, [])
        await runs(store, 'weak', 4, ['storm', 'failed'])

        expect(await decided(store)).toEqual(['lesson-storm open'])
        expect(await store.candidates.scorecard(tenant, 'lesson-failed')).toMatchObject({
          ...{ answer: 'hold', reason: 'duplicate', duplicateOf: 'lesson-storm' },
        })
        expect(await store.candidates.scorecard(tenant, 'lesson-storm')).not.toHaveProperty('duplicateOf')
      }))

    it('stay so while more of these runs come', () =>
      withStore(open, async (store) => {
        await runs(store, 'healthy', 9, [])
        await runs(store, 'weak', 4, ['storm', 'failed'])
        await decided(store)
        await runs(store, 'more', 3, ['failed', 'storm'])

        expect(await decided(store)).toEqual(['lesson-storm open'])
      }))

    it('raise one each when either has runs of its own', () =>
      withStore(open, async (store) => {
        await runs(store, 'healthy', 9, [])
        await runs(store, 'both', 3, ['storm', 'failed'])
        await runs(store, 'one', 2, ['failed'])

        expect(await decided(store)).toEqual(['lesson-failed open', 'lesson-storm open'])
      }))

    it('raise one each where every run of the agent carries both: that they meet says nothing', () =>
      withStore(open, async (store) => {
        await runs(store, 'weak', 4, ['storm', 'failed'])

        expect(await decided(store)).toEqual(['lesson-failed open', 'lesson-storm open'])
      }))

    it('raise the one where the other one only runs in shadow', () =>
      withStore(open, async (store) => {
        await runs(store, 'healthy', 9, [])
        await runs(store, 'weak', 4, ['storm'])
        await decided(store)
        await runs(store, 'weak', 4, ['storm', 'failed'], true)

        expect(await decided(store)).toEqual(['lesson-failed open', 'lesson-storm open'])
      }))

    it('of several agents, which a rule made one lesson, tell how many agents they are of', () =>
      withStore(open, async (store) => {
        const same = (signature: string) => [pattern(signature, { lesson: 'slow' })]
        const ledger = [contribution('a1', same('a')), contribution('b1', same('b'), { agent: 'writer' })]
        await judge(store, 't', { ledger: [...ledger, contribution('b2', [], { agent: 'writer' })] })

        const evidence = await store.patterns.evidence(tenant, 'slow', day, noon)
        expect(evidence).toMatchObject({ runs: 2, agents: 2, agentRuns: 3 })
      }))

    it('leave a candidate that is open as it is, also when its lesson was only watched for a while', () =>
      withStore(open, async (store) => {
        await runs(store, 'healthy', 9, [])
        await runs(store, 'weak', 4, ['failed'])
        expect(await decided(store)).toEqual(['lesson-failed open'])
        await store.candidates.apply(await decisionOn(store, 'lesson-failed', false))
        await runs(store, 'weak', 4, ['failed', 'storm'])
        await runs(store, 'more', 1, ['failed', 'storm'])

        expect(await decided(store)).toEqual(['lesson-failed open'])
        expect(await store.candidates.scorecard(tenant, 'lesson-failed')).toMatchObject({ answer: 'promote' })
      }))

    it('raise the second one when a person has rejected the first', () =>
      withStore(open, async (store) => {
        await runs(store, 'healthy', 9, [])
        await runs(store, 'weak', 4, ['storm'])
        expect(await decided(store)).toEqual(['lesson-storm open'])
        const [storm] = (await store.candidates.list({ tenant, limit: 1 })).items
        await store.candidates.review(review(storm?.id ?? '', 'reject'))
        await runs(store, 'weak', 4, ['storm', 'failed'])

        expect(await decided(store)).toEqual(['lesson-failed open', 'lesson-storm rejected'])
      }))
  })
}
