import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { treeOrder } from '../../src/api/tree-order.ts'
import type { Step } from '../../src/run/step.ts'
import { someStep } from './contents.ts'

const shown = (steps: readonly Step[]) => treeOrder(steps).map(({ step, depth }) => `${'·'.repeat(depth)}${step.id}`)

describe('treeOrder', () => {
  it('puts each step below its parent, siblings in their order', () => {
    const steps = [step('a', null), step('b', null), step('c', 'a'), step('d', 'c'), step('e', 'a')]

    expect(shown(steps)).toEqual(['a', '·c', '··d', '·e', 'b'])
  })

  it('shows a cycle from its first step, each step once', () => {
    expect(shown([step('a', 'b'), step('b', 'a')])).toEqual(['a', '·b'])
    expect(shown([step('self', 'self')])).toEqual(['self'])
  })

  it('shows every step exactly once, whatever the parents are', () => {
    const anySteps = fc.array(
      fc.record({ id: fc.integer({ min: 0, max: 12 }), parentId: fc.option(fc.integer({ min: 0, max: 15 })) }),
      { maxLength: 30 },
    )
    fc.assert(
      fc.property(anySteps, (pairs) => {
        const steps = pairs.map(({ id, parentId }) => step(String(id), parentId === null ? null : String(parentId)))
        const placed = treeOrder(steps).map((found) => found.step)
        expect(placed).toHaveLength(steps.length)
        expect(new Set(placed)).toEqual(new Set(steps))
      }),
    )
  })
})

function step(id: string, parentId: string | null): Step {
  return someStep({ id, parentId })
}
