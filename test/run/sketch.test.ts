import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  addValue,
  countOf,
  emptySketch,
  mergeSketches,
  quantileOf,
  relativeAccuracy,
  type Sketch,
} from '../../src/run/sketch.ts'

const sketchOf = (values: readonly number[]): Sketch => values.reduce(addValue, emptySketch)

/** Spread over several powers of ten, within what is not collapsed. */
const value = fc.oneof(
  fc.constant(0),
  fc.integer({ min: 1, max: 5_000_000 }),
  fc.double({ min: 0.05, max: 1_000_000, noNaN: true }),
)
const wild = fc.oneof(value, fc.double({ min: 1e-12, max: 1e20, noNaN: true }))
const share = fc.double({ min: 0, max: 1, noNaN: true })

describe('the sketch', () => {
  it('tells every quantile within one percent of a value that was added', () => {
    fc.assert(
      fc.property(fc.array(value, { minLength: 1, maxLength: 200 }), share, (values, asked) => {
        const sorted = values.toSorted((a, b) => a - b)
        const exact = sorted[Math.floor(asked * (sorted.length - 1))] ?? Number.NaN
        const told = quantileOf(sketchOf(values), asked) ?? Number.NaN
        expect(Math.abs(told - exact)).toBeLessThanOrEqual(exact * relativeAccuracy * (1 + 1e-9))
      }),
    )
  })

  it('merges to the sketch of all values, in whatever order and pieces they come, collapsed or not', () => {
    fc.assert(
      fc.property(fc.array(fc.array(wild, { maxLength: 30 }), { maxLength: 5 }), (pieces) => {
        const whole = sketchOf(pieces.flat())
        const sketches = pieces.map(sketchOf)
        expect(mergeSketches(sketches)).toEqual(whole)
        expect(mergeSketches(sketches.toReversed())).toEqual(whole)
        expect(sketches.reduce((a, b) => mergeSketches([a, b]), emptySketch)).toEqual(whole)
        expect(sketchOf(pieces.flat().toReversed())).toEqual(whole)
        expect(countOf(whole)).toBe(pieces.flat().length)
      }),
    )
  })

  it('knows one zeroth bucket only, whatever the sign of the zero', () => {
    const zeroth = sketchOf([0.999]).buckets[0]?.[0]
    expect(Object.is(zeroth, 0)).toBe(true)
    expect(mergeSketches([sketchOf([0.999])])).toEqual(sketchOf([0.999]))
  })

  it('stays bounded over all magnitudes, and keeps high quantiles right', () => {
    const values = Array.from({ length: 20_000 }, (_, i) => 1e-8 * 1.003 ** i).filter((one) => one < 1e14)
    const sketch = sketchOf(values)
    expect(sketch.buckets.length).toBeLessThanOrEqual(1024)
    expect(countOf(sketch)).toBe(values.length)
    const exact = values[Math.floor(0.9 * (values.length - 1))] ?? Number.NaN
    expect(Math.abs((quantileOf(sketch, 0.9) ?? 0) - exact)).toBeLessThanOrEqual(exact * relativeAccuracy)
  })

  it('does not add what is no number, and counts what is negative as zero', () => {
    expect(sketchOf([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])).toEqual(emptySketch)
    expect(quantileOf(sketchOf([-5]), 0.5)).toBe(0)
  })

  it('knows no quantile of nothing', () => {
    expect(quantileOf(emptySketch, 0.5)).toBeNull()
  })

  it('is the same after a way through JSON', () => {
    const sketch = sketchOf([0, 1, 1, 250, 0.001])
    expect(JSON.parse(JSON.stringify(sketch))).toEqual(sketch)
  })
})
