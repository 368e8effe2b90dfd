import { expect, it } from 'vitest'
import { isHeld, isRight, quantile } from '../../bench/scale/figure.ts'
import { measuredText, numberText } from '../../bench/scale/table.ts'

it('holds a bar at the bar, not above it, and not by what could not be measured', () => {
  expect(isHeld({ name: 'growth', value: 1.1, unit: 'times', most: 1.1 })).toBe(true)
  expect(isHeld({ name: 'growth', value: 1.11, unit: 'times', most: 1.1 })).toBe(false)
  expect(isHeld({ name: 'growth', value: Number.NaN, unit: 'times', most: 1.1 })).toBe(false)
  expect(isHeld({ name: 'an open trace', value: 1e9, unit: 'bytes' })).toBe(true)
})

it('finds no part right that failed, though no figure of it is wrong', () => {
  expect(isRight({ part: 'cpu', figures: [], failed: null })).toBe(true)
  expect(isRight({ part: 'cpu', figures: [], failed: 'it did not start' })).toBe(false)
})

it('takes the value that enough of the others are at or under', () => {
  const values = Array.from({ length: 100 }, (_, index) => 100 - index)
  expect(quantile(values, 0.5)).toBe(50)
  expect(quantile(values, 0.99)).toBe(99)
  expect(quantile(values, 1)).toBe(100)
  expect(quantile([7], 0.5)).toBe(7)
  expect(quantile([], 0.5)).toBeNaN()
})

it('says beside a figure whether its bar holds, and why a part could not be measured', () => {
  const figures = [{ name: 'growth', value: 1.2, unit: 'times', most: 1.1 }]
  expect(measuredText({ part: 'cpu', figures, failed: null })).toMatch(/growth +1\.20 times {2}at most 1\.1: WRONG$/)
  expect(measuredText({ part: 'cpu', figures: [], failed: 'no port' })).toBe('cpu\n  NOT MEASURED: no port')
})

it('writes three figures of a number', () => {
  expect([2147.6, 18.04, 1.2, 0.0404, Number.NaN].map(numberText)).toEqual(['2148', '18.0', '1.20', '0.040', 'none'])
})
