import { describe, expect, it } from 'vitest'
import { remembered } from '../../src/detect/remembered.ts'
import type { Step } from '../../src/run/step.ts'

describe('what is found in the steps of a run', () => {
  it('is found once for one list of steps, and anew for another one', () => {
    let times = 0
    const countOf = remembered((steps) => {
      times += 1
      return { count: steps.length }
    })
    const [one, other]: [readonly Step[], readonly Step[]] = [[], []]
    expect(countOf(one)).toBe(countOf(one))
    expect(times).toBe(1)
    expect(countOf(other)).not.toBe(countOf(one))
    expect(times).toBe(3)
  })
})
