import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { inRunOrder } from '../../src/detect/step-lists.ts'
import { step } from './run-builder.ts'

describe('some steps of a run', () => {
  it('come in its order, each once, even where that is not the order of their times', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(9), { maxLength: 20 }), fc.array(fc.nat(19)), (starts, picked) => {
        const steps = starts.map((startUs, index) => step({ id: `${index}`, startUs }))
        const some = picked.flatMap((place) => steps[place] ?? [])
        expect(inRunOrder({ steps }, some)).toEqual(steps.filter((each) => some.includes(each)))
      }),
    )
  })
})
