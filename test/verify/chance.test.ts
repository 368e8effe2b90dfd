import fc from 'fast-check'
import { expect, test } from 'vitest'
import { seeded } from '../../src/verify/chance.ts'

test('the same seed gives the same numbers, another one gives others', () => {
  const numbers = (seed: string) => {
    const chance = seeded(seed)
    return Array.from({ length: 100 }, () => chance.next())
  }

  expect(numbers('a')).toEqual(numbers('a'))
  expect(numbers('a')).not.toEqual(numbers('b'))
  expect(new Set(numbers('a')).size).toBe(100)
})

test('whole numbers keep to their bounds and reach both', () => {
  fc.assert(
    fc.property(fc.string(), fc.integer({ min: -50, max: 50 }), fc.nat(5), (seed, least, more) => {
      const chance = seeded(seed)
      const seen = new Set(Array.from({ length: 300 }, () => chance.whole(least, least + more)))
      expect(seen).toEqual(new Set(Array.from({ length: more + 1 }, (_, index) => least + index)))
    }),
    { numRuns: 20 },
  )
})

test('shuffling keeps every item once', () => {
  fc.assert(
    fc.property(fc.string(), fc.array(fc.nat()), (seed, items) => {
      expect(seeded(seed).shuffled(items).toSorted()).toEqual(items.toSorted())
    }),
  )
})
