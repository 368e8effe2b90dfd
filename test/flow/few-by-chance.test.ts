import fc from 'fast-check'
import { expect, it } from 'vitest'
import { fewByChance } from '../../src/flow/few-by-chance.ts'

const anyChance = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })

it('takes as many as were asked for, each once, or all there are', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.nat()),
      fc.nat({ max: 30 }),
      fc.infiniteStream(anyChance),
      (items, count, chances) => {
        const few = fewByChance(items, count, () => chances.next().value)
        expect(few).toHaveLength(Math.min(items.length, count))
        expect(new Set(few).size).toBe(few.length)
        for (const item of few) expect(items).toContain(item)
      },
    ),
  )
})

it('takes each of them where chance has it so', () => {
  const first = (chance: number) => fewByChance(['a', 'b', 'c'], 1, () => chance)
  expect([0, 0.34, 0.99].map(first)).toEqual([['a'], ['b'], ['c']])
})
