import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type CompiledSet, compile } from '../../bench/quality/fit/compile.ts'
import { fitness, fitOf } from '../../bench/quality/fit/fitness.ts'
import { flattened, type Matrix, type MatrixRun } from '../../bench/quality/fit/matrix.ts'
import { search } from '../../bench/quality/fit/search.ts'
import { ratesOf } from '../../bench/quality/rates.ts'

const options = { pull: 0.0002, reach: 60 }

/** Runs with one finding of a base weight, and a part that takes 0.1 away. */
function runs(count: number, failed: boolean, signal: string, base: number): readonly MatrixRun[] {
  const parts = [
    { reason: 'base', value: base },
    { reason: 'recovered', value: -0.1 },
  ]
  return Array.from({ length: count }, () => ({ failed, findings: [{ signal, parts }] }))
}

const matrix: Matrix = {
  sets: [
    {
      name: 'one',
      runs: [
        ...runs(8, true, 'telling', 0.3),
        ...runs(2, true, 'idle', 0.3),
        ...runs(8, false, 'misleading', 0.7),
        ...runs(2, false, 'idle', 0.3),
      ],
    },
  ],
}

function shiftOf(fitted: readonly number[], compiled: ReturnType<typeof compile>, signal: string): number | undefined {
  return fitted[compiled.parameters.findIndex((parameter) => parameter.signal === signal)]
}

describe('the search for weights', () => {
  test('lifts what goes with failure over the flag, takes down what does not, and leaves the rest as it is', () => {
    const compiled = compile(matrix, 'base')

    const fitted = search(compiled, compiled.sets, options)

    expect(shiftOf(fitted, compiled, 'telling')).toBeGreaterThanOrEqual(30)
    expect(shiftOf(fitted, compiled, 'misleading')).toBeLessThanOrEqual(-15)
    expect(shiftOf(fitted, compiled, 'idle')).toBe(0)
    expect(compiled.sets.map((set) => fitOf(set, fitted).j)).toEqual([0.8])
  })

  test('never ends under where it began', () => {
    const finding = fc.record({ signal: fc.constantFrom('a', 'b', 'c'), base: fc.integer({ min: 0, max: 100 }) })
    const run = fc.record({ failed: fc.boolean(), findings: fc.array(finding, { maxLength: 3 }) })
    fc.assert(
      fc.property(fc.array(run, { minLength: 2, maxLength: 12 }), (drawn) => {
        const compiled = compile({ sets: [{ name: 'drawn', runs: [...drawn.map(toRun), ...bothOutcomes] }] }, 'base')

        const fitted = search(compiled, compiled.sets, options)

        expect(fitness(compiled.sets, fitted)).toBeGreaterThanOrEqual(fitness(compiled.sets, []) - 1e-9)
      }),
      { numRuns: 20 },
    )
  })
})

const bothOutcomes: readonly MatrixRun[] = [
  { failed: true, findings: [] },
  { failed: false, findings: [] },
]

function toRun(drawn: {
  readonly failed: boolean
  readonly findings: readonly { signal: string; base: number }[]
}): MatrixRun {
  return {
    failed: drawn.failed,
    findings: drawn.findings.map(({ signal, base }) => ({ signal, parts: [{ reason: 'base', value: base / 100 }] })),
  }
}

describe('a compiled set', () => {
  test('has the J and AUC of the severities that it was made from', () => {
    const weight = fc.integer({ min: 0, max: 100 }).map((hundredths) => hundredths / 100)
    fc.assert(
      fc.property(fc.array(fc.record({ weight, failed: fc.boolean() }), { maxLength: 20 }), (drawn) => {
        const weighed = [...drawn, { weight: 0.2, failed: true }, { weight: 0.2, failed: false }]
        const set = onlySet({
          sets: [
            {
              name: 'drawn',
              runs: weighed.map(({ weight: base, failed }) => ({
                failed,
                findings: [{ signal: 's', parts: [{ reason: 'base', value: base }] }],
              })),
            },
          ],
        })
        const expected = ratesOf(weighed)

        const fit = fitOf(set, [])

        expect(fit.j).toBeCloseTo(expected.j ?? Number.NaN, 10)
        expect(fit.auc).toBeCloseTo(expected.auc ?? Number.NaN, 10)
      }),
    )
  })

  test('has a parameter for each kind of part when all may move, and severities stay within 0 and 1', () => {
    const compiled = compile(matrix, 'all')

    expect(compiled.parameters.map(({ signal, reason, findings }) => `${signal} ${reason} ${findings}`)).toEqual([
      'idle base 4',
      'idle recovered 4',
      'misleading base 8',
      'misleading recovered 8',
      'telling base 8',
      'telling recovered 8',
    ])
    expect(fitOf(onlySet(matrix), [-500, -500, -500]).auc).toBe(0.5)
  })

  test('that was flattened owes nothing to the weights of today, and keeps the other parts', () => {
    const parts = flattened(matrix, 0.4).sets.flatMap((set) => set.runs.map((run) => run.findings[0]?.parts))

    expect(new Set(parts.map((each) => JSON.stringify(each)))).toEqual(
      new Set([
        JSON.stringify([
          { reason: 'base', value: 0.4 },
          { reason: 'recovered', value: -0.1 },
        ]),
      ]),
    )
  })
})

function onlySet(given: Matrix): CompiledSet {
  const [set] = compile(given, 'base').sets
  if (set === undefined) throw new Error('expected one set')
  return set
}
