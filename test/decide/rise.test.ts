import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Draw, upperTail } from '../../src/decide/fisher.ts'
import { riseDays, riseHours, riseOf } from '../../src/decide/rise.ts'
import type { RatePoint } from '../../src/pattern/rise.ts'

const points = (count: number, at: (index: number) => RatePoint) => Array.from({ length: count }, (_, i) => at(i))
const rate = (runs: number, agentRuns: number): RatePoint => ({ runs, agentRuns })
const evenDays = points(riseDays, () => rate(2, 240))
const evenHours = points(riseHours, (i) => rate(i % 5 === 0 ? 1 : 0, 10))

/** As `evenHours`, with this rate from so many hours before now on, for so many hours. */
const changed = (beforeNow: number, hours: number, to: RatePoint) =>
  evenHours.map((point, i) => (i >= riseHours - beforeNow && i < riseHours - beforeNow + hours ? to : point))

describe('the rate of a lesson', () => {
  it('that stays does not rise', () => {
    expect(riseOf(evenHours, evenDays)).toEqual({
      kind: 'none',
      evidence: '5 of 240 runs in the last 24 hours, 34 of 1,680 runs in the week before',
    })
  })

  it('rises when the last hours and the last day are beyond chance', () => {
    expect(riseOf(changed(6, 6, rate(3, 10)), evenDays)).toEqual({
      kind: 'sudden',
      evidence: '22 of 240 runs in the last 24 hours, 34 of 1,680 runs in the week before',
    })
  })

  it('does not rise by more runs of the agent: it is a rate', () => {
    expect(riseOf(changed(24, 24, rate(2, 100)), evenDays).kind).toBe('none')
  })

  it('does not rise by what comes at the same hours every day', () => {
    const nightly = points(riseHours, (i) => rate((riseHours - i) % 24 < 6 ? 3 : 0, 10))
    expect(riseOf(nightly, evenDays).kind).toBe('none')
  })

  it('stays risen while the day is out of the ordinary, also when the last hours were quiet', () => {
    expect(riseOf(changed(12, 6, rate(3, 10)), evenDays).kind).toBe('sudden')
    expect(riseOf(changed(40, 6, rate(3, 10)), evenDays).kind).toBe('none')
  })

  it('has to be known for some runs before it can rise', () => {
    const young = points(riseHours, (i) => (i < riseHours - 24 ? rate(0, 0) : rate(5, 10)))
    expect(
      riseOf(
        young,
        points(riseDays, () => rate(0, 0)),
      ).kind,
    ).toBe('none')
  })

  it('climbs over weeks without a day that stands out', () => {
    const climbing = points(riseDays, (i) => rate(2 + Math.floor(i / 7), 240))
    expect(riseOf(evenHours, climbing)).toEqual({
      kind: 'slow',
      evidence: '63 of 1,680 runs in the last 7 days, 98 of 6,720 runs four to eight weeks ago',
    })
  })

  it('of a run that carries two signatures of the lesson counts it once', () => {
    expect(riseOf(changed(6, 6, rate(20, 10)), evenDays).evidence).toContain('of 240 runs')
    expect(riseOf(changed(6, 6, rate(20, 10)), evenDays).evidence).toMatch(/^64 of 240 runs/)
  })

  it('is judged alike whatever the counts', () => {
    const any = fc.record({ runs: fc.nat(10_000), agentRuns: fc.nat(10_000) })
    const hours = fc.array(any, { maxLength: riseHours })
    fc.assert(
      fc.property(hours, fc.array(any, { maxLength: riseDays }), (some, days) => {
        expect(['sudden', 'slow', 'none']).toContain(riseOf(some, days).kind)
      }),
      { numRuns: 20 },
    )
  })
})

describe('the exact test', () => {
  it('gives the figure of the lady who tasted tea', () => {
    const tea = { drawn: 4, marked: 4, all: 8 }
    expect(upperTail({ ...tea, runs: 4 })).toBeCloseTo(1 / 70, 12)
    expect(upperTail({ ...tea, runs: 3 })).toBeCloseTo(17 / 70, 12)
    expect(upperTail({ ...tea, runs: 0 })).toBeCloseTo(1, 12)
  })

  it('sums to what counting every way gives', () => {
    const small = fc.record({ drawn: fc.nat(9), marked: fc.nat(9), runs: fc.nat(9) })
    fc.assert(
      fc.property(small, fc.nat(6), ({ drawn, marked, runs }, more) => {
        const draw = { drawn, marked, runs, all: Math.max(drawn, marked) + more }
        expect(upperTail(draw)).toBeCloseTo(counted(draw), 9)
      }),
    )
  })

  it('falls with every run more, also for many', () => {
    const many = { drawn: 5_000, marked: 800, all: 200_000 }
    const chances = [10, 20, 30, 60].map((runs) => upperTail({ ...many, runs }))
    expect(chances).toEqual(chances.toSorted((a, b) => b - a))
    expect(chances[0]).toBeGreaterThan(0.99)
    expect(chances[3]).toBeLessThan(1e-10)
  })
})

/** Over Pascal's triangle. */
function counted({ drawn, marked, runs, all }: Draw): number {
  let ways = 0
  for (let seen = runs; seen <= Math.min(drawn, marked); seen += 1)
    ways += choose(marked, seen) * choose(all - marked, drawn - seen)
  return ways / choose(all, drawn)
}

function choose(of: number, chosen: number): number {
  if (chosen < 0 || chosen > of) return 0
  let ways = 1
  for (let i = 1; i <= chosen; i += 1) ways = (ways * (of - chosen + i)) / i
  return ways
}
