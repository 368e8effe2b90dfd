import fc from 'fast-check'
import { expect, test } from 'vitest'
import { crashPlan } from '../../src/verify/crash-plan.ts'

test('a plan has as many kills as asked for, in order, none after the last delivery', () => {
  fc.assert(
    fc.property(fc.nat(), fc.nat(60), fc.integer({ min: 1, max: 500 }), fc.nat(100), (seed, kills, main, late) => {
      const plan = crashPlan({ seed, kills, mainDeliveries: main, deliveries: main + late })
      const after = plan.map(({ afterDeliveries }) => afterDeliveries)
      expect(plan).toHaveLength(kills)
      expect(after).toEqual(after.toSorted((a, b) => a - b))
      expect(after.filter((count) => count < 0 || count > main + late)).toEqual([])
    }),
  )
})

test('a plan of many kills meets sending, the pause and the judgement at the end', () => {
  const plan = crashPlan({ seed: 1, kills: 50, mainDeliveries: 300, deliveries: 320 })
  const at = (deliveries: number) => plan.filter(({ afterDeliveries }) => afterDeliveries === deliveries).length
  expect(at(300)).toBeGreaterThan(3)
  expect(at(320)).toBeGreaterThan(3)
  expect(plan.length - at(300) - at(320)).toBeGreaterThan(20)
})
