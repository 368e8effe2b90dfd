import { describe, expect, it } from 'vitest'
import { armedDeaths, deathPlanOf, deathsByPlan } from '../../bench/chaos/deaths.ts'
import { deathPlan, pointsAtLength } from '../../bench/chaos/play-deaths.ts'

const points = ['append:asked', 'commit:recorded', 'events:answered', 'confirm:asked', 'confirm:answered']

describe('the plan of deaths', () => {
  it('is read from the settings as it was written there', () => {
    const plan = deathPlan(points, true)
    expect(deathPlanOf(deathsByPlan(plan).CHAOS_DEATHS ?? '')).toEqual(plan)
    expect(deathPlanOf('')).toEqual([])
    expect(deathPlanOf('append:asked 2,nonsense,/,commit:recorded x')).toEqual([['append:asked 2']])
  })

  it('has each point at several ordinals, those of the sinks first', () => {
    const [first = [], second = []] = deathPlan(points, true)
    const at = (point: string) => [...first, ...second].filter((death) => death.startsWith(`${point} `))
    for (const point of points) expect(at(point).length).toBeGreaterThanOrEqual(3)
    expect(first.every((death) => /^(events|confirm):/.test(death))).toBe(true)
    expect(second.some((death) => /^(events|confirm):/.test(death))).toBe(false)
  })

  it('has in its short form the points that this is about, and no others', () => {
    expect(pointsAtLength(points, false)).toEqual(points.slice(1))
    expect(deathPlan(points, false).flat()).toHaveLength(points.length - 1)
  })
})

describe('who dies next', () => {
  const plan = [['a:x 1', 'a:x 2'], ['b:y 1']]

  it('is told by the first stage that has not come to its end', () => {
    expect(armedDeaths(plan, [])).toEqual(['a:x 1', 'a:x 2'])
    expect(armedDeaths(plan, ['b:y 1', 'a:x 2'])).toEqual(['a:x 1'])
    expect(armedDeaths(plan, ['a:x 1', 'a:x 2', 'a:x 2'])).toEqual(['b:y 1'])
  })

  it('is nobody when all have come', () => {
    expect(armedDeaths(plan, ['a:x 1', 'a:x 2', 'b:y 1'])).toEqual([])
    expect(armedDeaths([], [])).toEqual([])
  })
})
