import { expect, it } from 'vitest'
import { spreadOf } from '../../bench/scale/spread.ts'

it('tells the middle of several measurements and how far they lie apart', () => {
  expect(spreadOf([1.3, 1.0, 1.1])).toEqual({ median: 1.1, least: 1.0, most: 1.3 })
})
