import type { TraceToJudge } from '../../src/flow/judge-trace.ts'
import type { SpanFact } from '../../src/span/span-fact.ts'
import { agent, llm, tool } from '../assemble/fact-builder.ts'

const spansMax = 10_000

type Make = (index: number) => SpanFact

/** Spans of the shapes that cost most to judge, by name. */
export const worstShapes: Readonly<Record<string, Make>> = {
  'every tool fails in its own way': (i) =>
    i === 0 ? agent('s0', null, 0, spansMax) : tool(`s${i}`, 's0', i, i + 1, { name: `tool_${i}` }),
  'every span is a run': (i) => agent(`s${i}`, null, i, i + 1, { agent: { name: `a${i}`, id: null, version: null } }),
  'every span is below the one before': (i) => agent(`s${i}`, i === 0 ? null : `s${i - 1}`, i, 2 * spansMax - i),
  'three spans a run': (i) => {
    const root = `s${i - (i % 3)}`
    if (i % 3 === 0) return agent(root, null, i, i + 3)
    return i % 3 === 1 ? llm(`s${i}`, root, i, i + 1) : tool(`s${i}`, root, i, i + 1)
  },
}

/** As many spans as a trace may have, each failed, with as long a message as fits into the bytes of a trace. */
export function worstTrace(shape: string): TraceToJudge {
  const make = worstShapes[shape]
  if (make === undefined) throw new Error(`no shape ${shape}`)
  const facts = Array.from({ length: spansMax }, (_, i) => ({ ...make(i), ...failed(i) }))
  return {
    ...{ tenant: 'default', traceId: '0af7651916cd43dd8448eb211c80319c', facts, continuations: [] },
    ...{ cutFacts: 0, lastReceivedMs: 1_790_000_000_000 },
  }
}

function failed(index: number): Pick<SpanFact, 'outcome' | 'error'> {
  const template = `call ${index} failed: ${'word '.repeat(40)}${index}`
  return { outcome: 'error', error: { type: `Error${index}`, class: 'other', template } }
}
