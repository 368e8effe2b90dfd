import { describe, expect, it } from 'vitest'
import { assemble } from '../../src/assemble/assemble.ts'
import type { Run } from '../../src/run/run.ts'
import type { Fact, ResultFact, SpanFact } from '../../src/span/span-fact.ts'
import { captureFacts } from '../normalize/capture-facts.ts'
import { agent, llm, messages, model, text, tool } from './fact-builder.ts'

const passed = { fp: 'args', chars: 4 }
const result: ResultFact = { fp: 'result', chars: 8, empty: false, items: null, pending: false }

function assembled(...traces: (readonly Fact[])[]) {
  const named = traces.map((facts, index) => ({ traceId: `trace-${index}`, facts }))
  return assemble({ tenant: 'default', traces: named, cutFacts: 0 }, () => null)
}

function sequence(run: Run | undefined): readonly string[] {
  return (run?.steps ?? [])
    .filter(({ kind }) => kind !== 'llm' && kind !== 'agent')
    .map(({ kind, name, outcome }) => `${kind} ${name} ${outcome}`)
}

function refund(id: string, parent: string, from: number, more: Partial<SpanFact>, callFp: string | null = null) {
  const { tool: body, ...rest } = more
  return tool(id, parent, from, from + 5, {
    name: 'refund',
    outcomeFrom: 'status',
    ...rest,
    tool: { callFp, arguments: passed, result: null, type: null, ...body },
  })
}

describe('tool spans that end before their tool has run', () => {
  const asking = llm('ask', 'root', 0, 10)

  it('takes a last call with arguments and without a result for an approval that waits', () => {
    const { runs } = assembled([agent('root', null, 0, 30), asking, refund('held', 'root', 20, {})])
    expect(sequence(runs[0])).toEqual(['approval refund waiting'])
    expect(runs[0]?.outcome).toBe('waiting')
  })

  it('takes it for a call that ran when a model call comes after it, or when it has a result', () => {
    const after = llm('after', 'root', 30, 40, {
      messages: messages({ output: text }),
      model: model({ finish: 'stop' }),
    })
    const { runs } = assembled([agent('root', null, 0, 50), asking, refund('ran', 'root', 20, {}), after])
    expect(sequence(runs[0])).toEqual(['tool refund ok'])
    const body = { callFp: null, arguments: passed, result, type: null }
    const ended = assembled([agent('root', null, 0, 30), asking, refund('ran', 'root', 20, { tool: body })])
    expect(sequence(ended.runs[0])).toEqual(['tool refund ok'])
  })

  it('says nothing against a last call whose content was not captured', () => {
    const silent = tool('ran', 'root', 20, 25, { name: 'refund' })
    expect(sequence(assembled([agent('root', null, 0, 30), asking, silent]).runs[0])).toEqual(['tool refund ok'])
  })

  it('joins the trace that runs the call again by its id, without any content', () => {
    const bare = { callFp: 'call-1', arguments: null, result: null, type: null }
    const first = [agent('root', null, 0, 30), asking, refund('held', 'root', 20, { tool: bare })]
    const second = [
      agent('again', null, 100, 150),
      refund('ran', 'again', 110, { tool: bare }),
      llm('end', 'again', 120, 140),
    ]
    const { runs } = assembled(first, second)
    expect(runs.map((run) => sequence(run))).toEqual([['approval refund ok', 'tool refund ok']])
    expect(assembled(first).pendingCalls).toEqual(['call-1'])
    expect(assembled(second).awaitedCalls).toEqual(['call-1'])
  })

  it('leaves a refusal to the span that tells of it', () => {
    const bare = { callFp: 'call-1', arguments: passed, result: null, type: null }
    const rejected = {
      tool: bare,
      outcome: 'rejected',
      error: { type: null, class: 'approval_rejected', template: '' },
    } as const
    const { runs } = assembled(
      [agent('root', null, 0, 30), asking, refund('held', 'root', 20, { tool: bare })],
      [agent('again', null, 100, 150), refund('no', 'again', 110, rejected), llm('end', 'again', 120, 140)],
    )
    expect(sequence(runs[0])).toEqual(['approval refund rejected'])
  })

  it('does not guess what was decided when the second run of the call failed without a word', () => {
    const bare = { callFp: 'call-1', arguments: null, result: null, type: null }
    const { runs } = assembled(
      [agent('root', null, 0, 30), asking, refund('held', 'root', 20, { tool: bare })],
      [
        agent('again', null, 100, 150),
        refund('failed', 'again', 110, { tool: bare, outcome: 'error' }),
        llm('end', 'again', 120, 140),
      ],
    )
    expect(sequence(runs[0])).toEqual(['approval refund unknown', 'tool refund error'])
  })
})

describe('approvals in captures of frameworks that open the tool span first', () => {
  const runsIn = (capture: string) => {
    const { spans, logs } = captureFacts(capture)
    const roots = new Map(spans.map((fact) => [fact.spanId, fact]))
    const rootOf = (fact: SpanFact): string => {
      let at = fact
      for (let up = roots.get(at.parentSpanId ?? ''); up !== undefined; up = roots.get(at.parentSpanId ?? '')) at = up
      return at.spanId
    }
    const traces = [...Map.groupBy(spans, rootOf).values()]
    return assembled(...traces.map((facts) => [...facts, ...logs])).runs.map((run) => sequence(run))
  }

  it.each([
    ['google-adk/approval-rejected', ['tool get_order ok', 'approval refund_payment rejected']],
    [
      'google-adk/approval-approved-no-content',
      ['tool get_order ok', 'approval refund_payment ok', 'tool refund_payment ok'],
    ],
    [
      'openai-agents-traceloop/approval-approved',
      ['tool get_order ok', 'approval refund_payment ok', 'tool refund_payment ok'],
    ],
    ['pydantic-ai/approval-approved', ['tool get_order ok', 'approval refund_payment ok', 'tool refund_payment ok']],
  ])('%s', (capture, steps) => {
    expect(runsIn(capture)).toEqual([steps])
  })
})
