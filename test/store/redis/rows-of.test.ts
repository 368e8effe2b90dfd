import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { RunContribution } from '../../../src/pattern/contribution.ts'
import { rowSightingsMax } from '../../../src/store/redis/row.ts'
import { emptyLedger, type Ledger } from '../../../src/store/redis/traces/ledger.ts'
import { fedBy, forgettingRows, rowsOf } from '../../../src/store/redis/traces/rows-of.ts'
import { contribution, noon, pattern } from '../builders.ts'

const ledger = (runs: readonly RunContribution[], before: Ledger = emptyLedger): Ledger => ({
  runs,
  fed: fedBy(before, runs),
  entries: runs.map(({ runId, agent, outcome, countedAtMs }) => ({ runId, agent, outcome, countedMs: countedAtMs })),
})

const anyRuns = fc
  .uniqueArray(fc.tuple(fc.nat({ max: 90 }), fc.subarray(['a', 'b', 'c'])), { selector: ([id]) => id, maxLength: 90 })
  .map((runs) =>
    runs.map(([id, signatures]) =>
      contribution(
        `r${id}`,
        signatures.map((one) => pattern(one)),
      ),
    ),
  )

describe('the rows of a commit', () => {
  it('are none when nothing changes', () => {
    const same = ledger([contribution('r1', [pattern('a')])])
    expect(rowsOf('t1', noon, same, structuredClone(same))).toEqual([])
  })

  it('take back and add in one row where that is little', () => {
    const before = ledger([contribution('r1', [pattern('a')])])
    const [row, ...more] = rowsOf('t1', noon, before, ledger([contribution('r1', [pattern('b')])]))
    expect(more).toEqual([])
    expect(row?.sightings.gone.map((one) => one.signature)).toEqual(['a'])
    expect(row?.sightings.come.map((one) => one.signature)).toEqual(['b'])
    expect(row?.runs).toEqual({ gone: [], come: [] })
  })

  it('are of bounded size, take back before they add, and together are the whole difference', () => {
    fc.assert(
      fc.property(anyRuns, anyRuns, (was, is) => {
        const rows = rowsOf('t1', noon, ledger(was), ledger(is))
        const counts = new Map<string, number>()
        const count = (key: string, by: number) => counts.set(key, (counts.get(key) ?? 0) + by)
        let added = false
        for (const { sightings, agentRuns, runs } of rows) {
          expect(sightings.gone.length + sightings.come.length).toBeLessThanOrEqual(rowSightingsMax)
          if (sightings.gone.length > 0) expect(added).toBe(false)
          added ||= sightings.come.length > 0
          for (const one of sightings.gone) count(`${one.runId} ${one.signature}`, -1)
          for (const one of sightings.come) count(`${one.runId} ${one.signature}`, 1)
          for (const one of agentRuns.gone) count(one.scope, -1)
          for (const one of agentRuns.come) count(one.scope, 1)
          for (const id of runs.gone) count(id, -1)
          for (const { runId } of runs.come) count(runId, 1)
        }
        const all = (runs: readonly RunContribution[], by: number) => {
          for (const run of runs) {
            for (const key of [run.runId, 'agent', 'service']) count(key, by)
            for (const one of run.patterns) count(`${run.runId} ${one.signature}`, by)
          }
        }
        all(was, 1)
        all(is, -1)
        expect([...counts.values()].every((n) => n === 0)).toBe(true)
      }),
    )
  })

  it('feed a run once, at its first commit that is healthy', () => {
    const measures = {
      ...{ costUsd: 1, tokens: 1, outputTokens: 1, durationMs: 1, steps: 1, calls: 1, retries: 0 },
      ...{ answerChars: 1, usefulShare: 1 },
    }
    const healthy = [contribution('r1', [], { measures }), contribution('r1', [], { measures })]
    const first = ledger(healthy)
    expect(rowsOf('t1', noon, emptyLedger, first).flatMap((row) => row.feeds.map((feed) => feed.runId))).toEqual(['r1'])
    const later = ledger([contribution('r1', [pattern('a')])], first)
    const again = ledger(healthy, later)
    expect(rowsOf('t1', noon, later, again).flatMap((row) => row.feeds)).toEqual([])
  })

  it('of a trace that is forgotten name all its runs', () => {
    const many = ledger(Array.from({ length: 100 }, (_, i) => contribution(`r${i}`)))
    const rows = forgettingRows('t1', noon, many)
    expect(rows.every((row) => row.forgotten)).toBe(true)
    expect(rows.flatMap((row) => row.runs.gone)).toHaveLength(100)
    expect(forgettingRows('t1', noon, emptyLedger)).toEqual([])
  })
})
