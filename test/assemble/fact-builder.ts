import type { MessagesFact, ModelFact, SpanFact, ToolAnswerFact, ToolCallFact } from '../../src/span/span-fact.ts'

/** Facts with sensible defaults: one service, times in milliseconds from zero, ids as short words. */
export function span(
  id: string,
  parent: string | null,
  from: number,
  to: number,
  more: Partial<SpanFact> = {},
): SpanFact {
  return {
    type: 'span',
    spanId: id,
    parentSpanId: parent,
    remoteParent: null,
    spanKind: 1,
    family: 'gen_ai',
    scope: 'test',
    kind: 'other',
    role: 'turn',
    name: id,
    startUs: from * 1000,
    endUs: to * 1000,
    outcome: 'unknown',
    outcomeFrom: '',
    error: null,
    service: { name: 'shop', instanceId: null, version: '1.0.0', environment: null },
    agent: null,
    sessionId: null,
    userFp: null,
    tool: null,
    model: null,
    messages: null,
    documents: null,
    target: null,
    evaluations: [],
    rootMark: null,
    truncated: false,
    samplingThreshold: null,
    hash: id,
    ...more,
  }
}

export function agent(
  id: string,
  parent: string | null,
  from: number,
  to: number,
  more: Partial<SpanFact> = {},
): SpanFact {
  return span(id, parent, from, to, {
    kind: 'agent',
    role: 'agent',
    agent: { name: 'helper', id: null, version: null },
    ...more,
  })
}

export function tool(
  id: string,
  parent: string | null,
  from: number,
  to: number,
  more: Partial<SpanFact> = {},
): SpanFact {
  return span(id, parent, from, to, {
    kind: 'tool',
    role: 'leaf',
    outcome: 'ok',
    tool: { callFp: null, arguments: null, result: null, type: null },
    ...more,
  })
}

export function llm(
  id: string,
  parent: string | null,
  from: number,
  to: number,
  more: Partial<SpanFact> = {},
): SpanFact {
  return span(id, parent, from, to, { kind: 'llm', role: 'leaf', name: 'model-1', model: model(), ...more })
}

export function model(more: Partial<ModelFact> = {}): ModelFact {
  return {
    provider: 'openai',
    requested: 'model-1',
    used: null,
    tokens: { input: 100, output: 10, cacheRead: null, cacheWrite: null, reasoning: null },
    costUsd: null,
    finish: null,
    responseId: null,
    ...more,
  }
}

export function messages(more: Partial<MessagesFact> = {}): MessagesFact {
  return { calls: [], answers: [], output: null, input: null, offered: null, captured: true, role: null, ...more }
}

export function call(name: string, callFp: string | null = null, args = '{}'): ToolCallFact {
  return { callFp, name, arguments: { fp: args, chars: args.length }, unparsable: false }
}

export function answer(callFp: string | null, more: Partial<ToolAnswerFact> = {}): ToolAnswerFact {
  return { callFp, name: null, outcome: 'ok', error: null, result: null, approval: null, ...more }
}

export const text = { fp: 'text', chars: 20 }
