import { describe, expect, it } from 'vitest'
import { assemble } from '../../src/assemble/assemble.ts'
import type { Fact, LogFact } from '../../src/span/span-fact.ts'
import { agent, llm, span } from './fact-builder.ts'

const feedback = (spanId: string | null, timeMs = 100): LogFact => ({
  type: 'log',
  spanId,
  timeUs: timeMs * 1000,
  sequence: 0,
  event: 'feedback',
  messages: null,
  error: null,
  evaluation: { name: 'helpful', score: null, label: null, passed: false, by: 'human' },
  hash: `feedback on ${spanId} at ${timeMs}`,
})

const runsOf = (...facts: readonly Fact[]) =>
  assemble({ tenant: 'default', traces: [{ traceId: 'trace', facts }], cutFacts: 0 }, () => null).runs
const scored = (...facts: readonly Fact[]) => runsOf(...facts).map((run) => run.evaluations.map((each) => each.stepId))

const request = span('request', null, 0, 60, { role: 'infra' })
const run = [agent('a', 'request', 1, 50), llm('m', 'a', 2, 40)]

describe('what people and judges say of a run', () => {
  it('belongs to the run, or to the step of it that it names', () => {
    expect(scored(request, ...run, feedback('a'), feedback('m'))).toEqual([[null, 'm']])
  })

  it('belongs to the run where it names the request or the function that called the agent', () => {
    expect(scored(request, ...run, feedback('request'))).toEqual([[null]])
  })

  it('belongs to no run where it names what called several', () => {
    const other = [agent('b', 'request', 51, 59, { rootMark: true }), llm('n', 'b', 52, 58)]
    expect(scored(request, ...run, ...other, feedback('request'))).toEqual([[], []])
  })

  it('belongs to no run where it names a span that is not there', () => {
    expect(scored(request, ...run, feedback('elsewhere'))).toEqual([[]])
  })

  it('belongs to the only run of the trace where it names the trace alone', () => {
    expect(scored(request, ...run, feedback(null))).toEqual([[null]])
    expect(scored(llm('m', null, 2, 40), feedback(null))).toEqual([[null]])
  })

  it('belongs to no run where it names the trace alone and that holds several, with a root of their own or without', () => {
    const calls = Array.from({ length: 3 }, (_, index) => llm(`m${index}`, null, index * 10, index * 10 + 5))
    expect(scored(...calls, feedback(null))).toEqual([[], [], []])
    expect(scored(request, ...run, llm('apart', null, 70, 80), feedback(null))).toEqual([[], []])
  })

  it('makes the run no longer, however late it comes', () => {
    expect(runsOf(request, ...run, feedback('a', 3_600_000))[0]?.totals.durationMs).toBe(49)
  })

  it('is kept up to a bound, the last verdicts rather than the first', () => {
    const evaluations = Array.from({ length: 3000 }, (_, index) => ({
      ...{ name: `${index}`, score: null, label: null, passed: false, by: null },
    }))
    const [many] = runsOf(
      agent('a', null, 1, 50, { evaluations }),
      llm('m', 'a', 2, 40, { evaluations }),
      feedback('m'),
    )
    expect(many?.evaluations.length).toBe(4096)
    expect(many?.evaluations[0]?.name).toBe('1905')
    expect(many?.evaluations.at(-1)?.name).toBe('helpful')
  })
})
