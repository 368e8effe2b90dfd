import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { lessonRuns, shareOfRuns } from '../../src/store/evidence-runs.ts'

const anyRun = fc.record({
  owner: fc.constantFrom('agent helper', 'agent writer'),
  startMs: fc.constantFrom(0, 3_600_000),
  failed: fc.boolean(),
  signatures: fc.subarray(['a', 'b', 'c'] as const),
})
type Run = typeof anyRun extends fc.Arbitrary<infer T> ? T : never

describe('the runs of a lesson', () => {
  it('are no more than its agents had and no fewer than there are', () => {
    fc.assert(
      fc.property(fc.array(anyRun, { maxLength: 30 }), (runs) => {
        const seen = counted(runs)
        const distinct = runs.filter(({ signatures }) => signatures.length > 0)
        expect(seen.agentRuns).toBe(runs.length)
        expect(seen.runs).toBeLessThanOrEqual(seen.agentRuns)
        expect(seen.runs).toBeGreaterThanOrEqual(distinct.length)
        expect(seen.runs).toBeLessThanOrEqual(seen.summedRuns)
        expect(seen.failedRuns).toBeLessThanOrEqual(runs.filter(({ failed }) => failed).length)
      }),
    )
  })

  it('are exact where no run has two signatures, and where every run has one', () => {
    const single = anyRun.map((run) => ({ ...run, signatures: run.signatures.slice(0, 1) }))
    const sick = anyRun.map((run) => ({ ...run, signatures: [...new Set(['a' as const, ...run.signatures])] }))
    fc.assert(
      fc.property(fc.oneof(fc.array(single), fc.array(sick)), (runs) => {
        expect(counted(runs).runs).toBe(runs.filter(({ signatures }) => signatures.length > 0).length)
      }),
    )
  })

  it('of one agent do not make room for those of another', () => {
    const helper = Array.from({ length: 5 }, () => runOf('agent helper', ['a', 'b']))
    const writer = Array.from({ length: 100 }, () => runOf('agent writer', []))
    expect(counted([...helper, ...writer])).toEqual({ runs: 5, failedRuns: 0, summedRuns: 10, agentRuns: 105 })
  })

  it('are never fewer than those of the largest signature, also where nothing is known of the agent', () => {
    const bucket = { owner: 'agent helper', startMs: 0 }
    const [summed, largest] = [
      { runs: 7, failed: 3 },
      { runs: 4, failed: 2 },
    ]
    expect(lessonRuns([{ ...bucket, summed, largest }], [])).toMatchObject({ runs: 4, failedRuns: 2 })
  })

  it('that name a source are the same share of them as of the counts', () => {
    const seen = { runs: 5, failedRuns: 0, agentRuns: 5, summedRuns: 10 }
    expect([10, 4, 0].map((summed) => shareOfRuns(summed, seen))).toEqual([5, 2, 0])
    expect(shareOfRuns(3, { ...seen, summedRuns: 5 })).toBe(3)
    expect(shareOfRuns(0, { runs: 0, failedRuns: 0, agentRuns: 0, summedRuns: 0 })).toBe(0)
  })
})

function runOf(owner: Run['owner'], signatures: Run['signatures']): Run {
  return { owner, startMs: 0, failed: false, signatures }
}

/** As engines count: each signature of a run by itself. */
function counted(runs: readonly Run[]) {
  const places = [...new Map(runs.map((run) => [`${run.startMs} ${run.owner}`, run])).values()]
  const within = (place: Run) => runs.filter((run) => run.owner === place.owner && run.startMs === place.startMs)
  const sums = (some: readonly Run[]) => ({ runs: some.length, failed: some.filter(({ failed }) => failed).length })
  const lessons = places.map((place) => {
    const { owner, startMs } = place
    const all = (['a', 'b', 'c'] as const).map((one) =>
      sums(within(place).filter(({ signatures }) => signatures.includes(one))),
    )
    const of = (join: (counts: readonly number[]) => number) => ({
      runs: join(all.map((one) => one.runs)),
      failed: join(all.map((one) => one.failed)),
    })
    return {
      ...{ owner, startMs },
      summed: of((counts) => counts.reduce((sum, count) => sum + count, 0)),
      largest: of((counts) => Math.max(...counts)),
    }
  })
  const agents = places.map((place) => {
    const { owner, startMs } = place
    return { owner, startMs, counted: sums(within(place)) }
  })
  return lessonRuns(lessons, agents)
}
