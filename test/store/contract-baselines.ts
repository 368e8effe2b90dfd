import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type BaselineSubject, measureNames, type RunMeasures } from '../../src/run/baseline.ts'
import { relativeAccuracy } from '../../src/run/sketch.ts'
import type { Store } from '../../src/store/contract.ts'
import { contribution, day, hour, judge, measured, noon, pattern, tenant } from './builders.ts'
import { contractOptions, type OpenStore } from './contract-suite.ts'

const usual: RunMeasures = measured({ costUsd: 0.5, tokens: 1000, durationMs: 2000, steps: 10 })
const helper: BaselineSubject = { scope: 'agent', agent: 'helper' }

export function baselineContract(name: string, open: OpenStore): void {
  describe(`${name}: baselines`, () => {
    let store: Store
    beforeEach(async () => {
      store = await open(contractOptions)
    })
    afterEach(() => store.close())

    const healthy = (runId: string, measures: Partial<RunMeasures> = {}, countedAtMs = noon) =>
      contribution(runId, [], { measures: { ...usual, ...measures }, countedAtMs })
    const baseline = (beforeMs = noon + hour) => store.runs.baseline(tenant, helper, beforeMs)
    const near = (value: number) => expect.toSatisfy((told) => Math.abs(told - value) <= value * relativeAccuracy)

    it('tells the quantiles of the healthy runs of closed hours, each within one percent', async () => {
      const ledger = Array.from({ length: 101 }, (_, i) => healthy(`r${i}`, { tokens: 100 + i, durationMs: 10 * i }))
      await judge(store, 't1', { ledger })
      const always = (value: number) => quantiles(value, value, value, value)
      const quantiles = (p10: number, p50: number, p90: number, p99: number) => {
        return { count: 101, p10: near(p10), p50: near(p50), p90: near(p90), p99: near(p99) }
      }
      expect(await baseline()).toEqual({
        runs: 101,
        ...measured({}),
        costUsd: always(0.5),
        tokens: quantiles(110, 150, 190, 199),
        durationMs: quantiles(100, 500, 900, 990),
        steps: always(10),
      })
    })

    it('leaves out the hour that is asked before, whatever its minute, and all that is later', async () => {
      await judge(store, 't1', { ledger: [healthy('r1', {}, noon + 1), healthy('r2', {}, noon + 2 * hour)] })
      expect(await baseline(noon + hour - 1)).toBeNull()
      expect(await baseline(noon + hour)).toMatchObject({ runs: 1 })
      expect(await baseline(noon + 3 * hour)).toMatchObject({ runs: 2 })
    })

    it('reaches back fourteen days, and forgets what is older', async () => {
      await judge(store, 't1', { ledger: [healthy('r1')] })
      expect(await baseline(noon + 14 * day)).toMatchObject({ runs: 1 })
      expect(await baseline(noon + 14 * day + hour)).toBeNull()
      await store.traces.expire(noon + 14 * day)
      expect(await baseline()).toMatchObject({ runs: 1 })
      await store.traces.expire(noon + 15 * day)
      expect(await baseline()).toBeNull()
    })

    it('feeds a run once, whatever is committed of it later, and takes nothing back', async () => {
      await judge(store, 't1', { ledger: [healthy('r1')] })
      const first = await baseline()
      await judge(store, 't1', { ledger: [healthy('r1', { tokens: 9 })] })
      await judge(store, 't1', { ledger: [contribution('r1', [pattern('a')])] })
      await judge(store, 't1', { ledger: [] })
      await judge(store, 't1', { ledger: [healthy('r1', { tokens: 9 })] })
      expect(await baseline()).toEqual(first)
    })

    it('feeds a run that turns out healthy only later', async () => {
      await judge(store, 't1', { ledger: [contribution('r1', [pattern('a')])] })
      expect(await baseline()).toBeNull()
      await judge(store, 't1', { ledger: [healthy('r1')] })
      expect(await baseline()).toMatchObject({ runs: 1 })
    })

    it('shows at once what a late run adds to a closed hour', async () => {
      await judge(store, 't1', { ledger: [healthy('r1', { steps: 10 })] })
      expect(await baseline()).toMatchObject({ runs: 1, steps: { p99: near(10) } })
      await judge(store, 't2', { ledger: [healthy('r2', { steps: 50 }), healthy('r3', { steps: 50 }, noon - day)] })
      expect(await baseline()).toMatchObject({ runs: 3, steps: { count: 3, p50: near(50) } })
    })

    it('tells nothing of a measure that no run has', async () => {
      const ledger = [healthy('r1', { costUsd: null, tokens: null }), healthy('r2', { costUsd: null })]
      await judge(store, 't1', { ledger })
      expect(await baseline()).toMatchObject({ runs: 2, costUsd: null, tokens: { count: 1 }, steps: { count: 2 } })
    })

    it('knows every measure', async () => {
      const all = Object.fromEntries(measureNames.map((measure, index) => [measure, index + 1]))
      await judge(store, 't1', { ledger: [healthy('r1', all)] })
      const told = await baseline()
      for (const [index, measure] of measureNames.entries()) expect(told?.[measure]?.p50).toEqual(near(index + 1))
    })

    it('tells what is usual for a version of an agent, and for all agents of a service', async () => {
      const run = (runId: string, agent: string, agentVersion: string | null, service: string) =>
        contribution(runId, [], { agent, agentVersion, service, measures: usual })
      await judge(store, 't1', {
        ledger: [
          run('r1', 'helper', 'v1', 'shop'),
          run('r2', 'helper', 'v2', 'shop'),
          run('r3', 'writer', 'v1', 'shop'),
          run('r4', 'shop', null, 'helper'),
        ],
      })
      const runs = async (of: BaselineSubject) => (await store.runs.baseline(tenant, of, noon + hour))?.runs ?? 0
      expect(await runs(helper)).toBe(2)
      expect(await runs({ scope: 'version', agent: 'helper', version: 'v1' })).toBe(1)
      expect(await runs({ scope: 'version', agent: 'writer', version: 'v2' })).toBe(0)
      expect(await runs({ scope: 'service', service: 'shop' })).toBe(3)
      expect(await runs({ scope: 'service', service: 'helper' })).toBe(1)
      expect(await runs({ scope: 'agent', agent: 'shop' })).toBe(1)
    })

    it('keeps tenants and agents apart', async () => {
      await judge(store, 't1', { ledger: [healthy('r1')] })
      expect(await store.runs.baseline('other', helper, noon + hour)).toBeNull()
      expect(await store.runs.baseline(tenant, { scope: 'agent', agent: 'writer' }, noon + hour)).toBeNull()
    })

    it('bears numbers that cannot be', async () => {
      const odd = { ...usual, costUsd: Number.NaN, tokens: -5, durationMs: 1e300, steps: Number.POSITIVE_INFINITY }
      await judge(store, 't1', { ledger: [healthy('r1', odd)] })
      const told = await baseline()
      expect(told).toMatchObject({ runs: 1, costUsd: null, tokens: { p50: 0 }, steps: null })
      expect(told?.durationMs?.p50).toSatisfy(Number.isFinite)
    })
  })
}
