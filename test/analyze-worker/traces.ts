import { type JudgeDeps, type JudgedTrace, judgeTrace, type TraceToJudge } from '../../src/flow/judge-trace.ts'
import { tablePrices } from '../../src/prices/table-prices.ts'
import { captureFacts } from '../normalize/capture-facts.ts'

export const captures = [
  'agent-framework/handoff',
  'haystack/empty-retrieval',
  'langfuse/tool-retry',
  'llamaindex/approval-rejected',
  'vercel-ai-5/tool-retry',
] as const

/** A trace of the facts of one capture, continued by those of others. */
export function traceOf(capture: string, others: readonly string[] = []): TraceToJudge {
  const continuations = others.map((other, index) => {
    return { traceId: `${index + 1}`.padStart(32, '0'), facts: factsOf(other), upTo: index }
  })
  return {
    ...{ tenant: 'default', traceId: '0af7651916cd43dd8448eb211c80319c', facts: factsOf(capture), continuations },
    ...{ cutFacts: 0, lastReceivedMs: 1_790_000_000_000 },
  }
}

function factsOf(capture: string): TraceToJudge['facts'] {
  const { spans, logs } = captureFacts(capture)
  return [...spans, ...logs]
}

export const noUsual: JudgeDeps['usual'] = async () => null

export function judgedHere(trace: TraceToJudge, usual = noUsual): Promise<JudgedTrace> {
  return judgeTrace(trace, { price: tablePrices(), usual })
}
