/** Traces at the bound of what is kept of one, in the shapes that cost most: what `bench/analyze.ts` calls the worst. */
import type {
  EvaluationFact,
  LogFact,
  MessagesFact,
  SpanFact,
  ToolAnswerFact,
  ToolCallFact,
} from '../src/span/span-fact.ts'

const spansMax = 10_000

type Make = (index: number) => SpanFact

/** By name: the spans of one trace. */
export const shapes: Readonly<Record<string, () => readonly (SpanFact | LogFact)[]>> = {
  'one tool fails all the time': () =>
    underAgent((i) => tool(i, { outcome: 'error', error: failed('request failed') })),
  'every tool fails in its own way': () =>
    underAgent((i) => tool(i, { name: `tool_${i}`, outcome: 'error', error: failed(`error ${i}`) })),
  'the same call again and again': () => underAgent((i) => tool(i, { arguments: 'a', result: 'r' })),
  'two calls in a circle': () => underAgent((i) => tool(i, { name: `tool_${i % 2}`, arguments: 'a', result: 'r' })),
  'lookups that find nothing': () => underAgent((i) => tool(i, { name: 'search_docs', documents: 0 })),
  'handoffs to and fro': () => underAgent((i) => span(i, { kind: 'handoff', role: 'leaf', target: `agent_${i % 2}` })),
  'models that fail before tools that fail': () =>
    underAgent((i) => (i < spansMax / 2 ? model(i, { outcome: 'error' }) : tool(i, { outcome: 'error' }))),
  'every call is refused': () =>
    underAgent((i) =>
      tool(i, { outcome: 'error', error: { ...failed('permission denied'), class: 'permission_denied' } }),
    ),
  'calls without ids before their tools': () =>
    underAgent((i) =>
      i < spansMax / 2 ? model(i, { calls: [call(null, 'work', 'a')] }) : tool(i, { arguments: 'a' }),
    ),
  'calls and tools whose ids never match': () =>
    underAgent((i) =>
      i < spansMax / 2
        ? model(i, { calls: [call(`c${i}`, 'work', 'a')] })
        : tool(i, { arguments: 'a', callFp: `t${i}` }),
    ),
  'answers without ids': () =>
    underAgent((i) =>
      i < spansMax / 2 ? model(i, { calls: [call(null, 'work', `${i}`)] }) : model(i, { answers: [answer('work')] }),
    ),
  'tools that wait for a person': () =>
    underAgent((i) =>
      i < spansMax / 2 ? model(i, { calls: [call(`c${i}`, `tool_${i}`, 'a')] }) : tool(i, { outcome: 'waiting' }),
    ),
  'handoffs that nobody took': () => underAgent((i) => model(i, { calls: [call(`c${i}`, `transfer_to_${i}`, 'a')] })),
  'three spans a run': () =>
    spans((i) => (i % 3 === 0 ? agent(i) : { ...(i % 3 === 1 ? model(i) : tool(i)), parentSpanId: id(i - (i % 3)) })),
  'runs that go on with one another': () =>
    spans((i) =>
      i % 2 === 0
        ? agent(i)
        : {
            ...model(i, { calls: [call(`c${i}`, 'work', 'a')], answers: [answer('work', `c${i - 2}`)] }),
            parentSpanId: id(i - 1),
          },
    ),
  'orphans among runs': () =>
    spans((i) => (i % 2 === 0 ? { ...agent(i), endUs: 1e9 } : { ...tool(i), parentSpanId: 'lost' })),
  'services inside of services': () =>
    spans((i) => ({
      ...(i % 2 === 0 ? agent(i) : span(i, { role: 'chain' })),
      ...below(i),
      service: service(`s${i}`),
    })),
  'chains above agents of many sessions': () =>
    spans((i) => {
      if (i < spansMax / 2) return { ...span(i, { role: 'chain' }), ...below(i), service: service(`s${i % 2}`) }
      return { ...agent(i), parentSpanId: id(spansMax / 2 - 1), sessionId: `session ${i}`, service: service('s1') }
    }),
  'steps below a deep chain': () =>
    spans((i) => {
      if (i === 0) return agent(0)
      if (i < spansMax / 2) return { ...span(i, {}), ...below(i) }
      return { ...(i % 2 === 0 ? tool(i) : model(i)), parentSpanId: id(spansMax / 2 - 1) }
    }),
  'guardrails below a deep chain': () =>
    spans((i) => {
      if (i < spansMax / 2) return { ...(i === 0 ? agent(0) : span(i, {})), ...below(i) }
      return { ...span(i, { kind: 'guardrail', role: 'leaf' }), parentSpanId: id(spansMax / 2 - 1) }
    }),
  'agents inside of agents': () => spans((i) => ({ ...(i === spansMax - 1 ? model(i) : agent(i)), ...below(i) })),
  'models inside of models': () => spans((i) => ({ ...(i === 0 ? agent(0) : model(i)), ...below(i) })),
  'tools inside of tools': () =>
    spans((i) => ({ ...(i === 0 ? agent(0) : tool(i, { name: `search ${i}` })), ...below(i) })),
  'parents in a circle': () => spans((i) => ({ ...model(i), parentSpanId: id((i + 1) % spansMax) })),
  'a score for every run': () => [
    ...spans((i) => (i % 2 === 0 ? agent(i) : { ...model(i), parentSpanId: id(i - 1) })).slice(0, spansMax / 2),
    ...Array.from({ length: spansMax / 2 }, (_, i) => score(i)),
  ],
}

function spans(make: Make): readonly SpanFact[] {
  return Array.from({ length: spansMax }, (_, index) => make(index))
}

function underAgent(make: Make): readonly SpanFact[] {
  return spans((i) => (i === 0 ? { ...agent(0), endUs: 1e9 } : { ...make(i), parentSpanId: id(0) }))
}

function id(index: number): string {
  return index.toString(16).padStart(16, '0')
}

function below(index: number): Pick<SpanFact, 'parentSpanId' | 'endUs'> {
  return { parentSpanId: index === 0 ? null : id(index - 1), endUs: 1e9 - index }
}

function service(name: string): SpanFact['service'] {
  return { name, instanceId: null, version: null, environment: null }
}

function failed(template: string): NonNullable<SpanFact['error']> {
  return { type: null, class: 'other', template }
}

function span(index: number, more: Partial<SpanFact>): SpanFact {
  return {
    ...{ type: 'span', spanId: id(index), parentSpanId: null, remoteParent: null, spanKind: 1, family: 'gen_ai' },
    ...{ scope: 'bench', kind: 'other', role: 'turn', name: 'work', startUs: index * 100, endUs: index * 100 + 50 },
    ...{ outcome: 'ok', outcomeFrom: 'status', error: null, service: service('bench'), agent: null, sessionId: null },
    ...{ userFp: null, tool: null, model: null, messages: null, documents: null, target: null, evaluations: [] },
    ...{ rootMark: null, truncated: false, samplingThreshold: null, hash: id(index) },
    ...more,
  }
}

function agent(index: number): SpanFact {
  return span(index, { kind: 'agent', role: 'agent', agent: { name: 'helper', id: null, version: null } })
}

interface ToolParts extends Partial<Pick<SpanFact, 'name' | 'outcome' | 'error' | 'documents'>> {
  readonly arguments?: string
  readonly result?: string
  readonly callFp?: string
}

function tool(index: number, { arguments: passed, result, callFp, ...more }: ToolParts = {}): SpanFact {
  return span(index, {
    kind: 'tool',
    role: 'leaf',
    tool: {
      callFp: callFp ?? null,
      arguments: passed === undefined ? null : { fp: passed, chars: 10 },
      result: result === undefined ? null : { fp: result, chars: 100, empty: false, items: null, pending: false },
      type: null,
    },
    ...more,
  })
}

function model(
  index: number,
  { outcome, ...told }: Partial<MessagesFact> & Partial<Pick<SpanFact, 'outcome'>> = {},
): SpanFact {
  const tokens = { input: 100, output: 10, cacheRead: null, cacheWrite: null, reasoning: null }
  return span(index, {
    ...{ kind: 'llm', role: 'leaf', outcome: outcome ?? 'ok' },
    model: {
      provider: 'openai',
      requested: 'gpt-4o',
      used: 'gpt-4o',
      tokens,
      costUsd: null,
      finish: null,
      responseId: null,
    },
    messages: { calls: [], answers: [], output: null, input: null, offered: null, captured: true, role: null, ...told },
  })
}

function call(callFp: string | null, name: string, passed: string): ToolCallFact {
  return { callFp, name, arguments: { fp: passed, chars: 10 }, unparsable: false }
}

function answer(name: string, callFp: string | null = null): ToolAnswerFact {
  return { callFp, name, outcome: 'ok', error: null, result: null, approval: null }
}

function score(index: number): LogFact {
  const evaluation: EvaluationFact = { name: 'quality', score: 0.2, label: null, passed: false, by: 'model' }
  return {
    ...{
      type: 'log',
      spanId: id(index),
      timeUs: index,
      sequence: index,
      event: 'evaluation',
      messages: null,
      error: null,
    },
    evaluation,
    hash: id(index),
  }
}
