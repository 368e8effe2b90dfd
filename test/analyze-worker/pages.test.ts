import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { factsPages, joinPages, judgedPages, withFacts, withoutFacts } from '../../src/analyze-worker/pages.ts'
import type { JudgedTrace } from '../../src/flow/judge-trace.ts'
import { captures, judgedHere, traceOf } from './traces.ts'

const traces = captures.map((name) => traceOf(name))
const size = fc.integer({ min: 1, max: 40 })

describe('pages', () => {
  it('bring every fact to the trace it is of, in order', () => {
    fc.assert(
      fc.property(fc.constantFrom(...traces), fc.subarray(traces), size, (first, others, items) => {
        const trace = {
          ...first,
          continuations: others.map(({ facts }, upTo) => ({ traceId: `${upTo}`, facts, upTo })),
        }
        const pages = [...factsPages(trace, items)]
        expect(pages.every(({ facts }) => facts.length > 0 && facts.length <= items)).toBe(true)
        expect(withFacts(withoutFacts(trace), pages)).toEqual(trace)
      }),
    )
  })

  it('bring back what was judged, byte for byte', async () => {
    const judged = await Promise.all(traces.map((trace) => judgedHere(trace)))
    fc.assert(
      fc.property(fc.subarray(judged), size, (chosen, items) => {
        const whole = together(chosen)
        const pages = [...judgedPages(whole, items)]
        expect(JSON.stringify(joinPages({ ...whole, runs: [], ledger: [] }, pages.flat()))).toBe(JSON.stringify(whole))
      }),
    )
  })

  it('hold no more than twice their size', async () => {
    const pages = [...judgedPages(await judgedHere(traceOf('langfuse/tool-retry')), 3)]
    const items = pages.map((page) => page.reduce((sum, one) => sum + (one.kind === 'steps' ? one.steps.length : 1), 0))
    expect(pages.length).toBeGreaterThan(1)
    expect(Math.max(...items)).toBeLessThan(6)
  })
})

function together(judged: readonly JudgedTrace[]): JudgedTrace {
  const runs = judged.flatMap((one) => one.runs)
  const ledger = judged.flatMap((one) => one.ledger)
  return { ledger, runs, noRun: null, pendingCalls: ['call'], awaitedCalls: [], cutRuns: 0 }
}
