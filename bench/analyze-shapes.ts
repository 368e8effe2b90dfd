/** Traces at the bound of what is kept of one, in the shapes that cost most: what `bench/analyze.ts` calls the worst. */
import type {
  EvaluationFact,
  InstructionFact,
  LogFact,
  MessagesFact,
  SpanFact,
  ToolAnswerFact,
  ToolCallFact,
  ToolFact,
} from '../src/span/span-fact.ts'

const spansMax = 10_000
const bytesMax = 8 * 1024 * 1024

type Make = (index: number) => SpanFact

/** By name: the facts of one trace, as many as are kept of one. */
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
  'calls that a person had refused': () =>
    underAgent((i) =>
      i < 100
        ? span(i, { kind: 'approval', role: 'leaf', outcome: 'rejected', target: 'work', tool: toolFact('a') })
        : tool(i, { arguments: 'a', result: 'r' }),
    ),
  'calls that ran beside the asks for them': () =>
    underAgent((i) =>
      i < 100 || i > 5000
        ? span(i, { kind: 'approval', role: 'leaf', outcome: 'rejected', target: 'work', tool: toolFact(`${i % 64}`) })
        : tool(i, { arguments: `${i % 64}`, result: 'r' }),
    ),
  'nothing but approvals': () =>
    underAgent((i) =>
      span(i, { kind: 'approval', role: 'leaf', target: `tool_${i % 5000}`, tool: toolFact(`a${i % 5000}`) }),
    ),
  'sensitive calls after an instruction': () =>
    underAgent((i) => {
      if (i === 1) return tool(i, { arguments: 'a', result: 'r', instruction: marks(0, 64) })
      return i % 2 === 0
        ? model(i, { input: { fp: `in${i}`, chars: 100, values: marks(i, 24) } })
        : tool(i, { name: 'send_mail', arguments: `a${i}`, values: marks(-i, 12) })
    }),
  'instructions that every call obeys': () =>
    underAgent((i) => {
      if (i < 100) return tool(i, { result: `r${i}`, instruction: marks(0, 64) })
      if (i < 2500) return tool(i, { name: `tool_${i % 100}`, arguments: `a${i}`, values: marks(0, 24) })
      return model(i, { input: { fp: `in${i}`, chars: 100, values: marks(i + 1e6, 16) } })
    }),
  'steps that every score fails': () =>
    underAgent((i) => ({ ...tool(i, { name: `tool_${i}` }), evaluations: scores(i, 1) })),
  'spans of nothing but scores': () => underAgent((i) => ({ ...tool(i), evaluations: scores(i, 32) })),
  'log records of nothing but scores': () => [
    ...underAgent((i) => tool(i)).slice(0, 5000),
    ...withinBounds(100_000, (i) => ({ ...score(i % 5000), hash: `${i}` }), bytesMax / 2),
  ],
  'failed models that no name is known of': () => underAgent((i) => withoutModel(model(i, { outcome: 'error' }))),
  'failures before a good end': () =>
    underAgent((i) => (i < spansMax / 2 ? tool(i, { outcome: 'error', error: failed('e') }) : model(i))).map(
      (each, i) => (i === 0 ? { ...each, outcome: 'error' as const, error: failed('other') } : each),
    ),
  'models around models, two at the bottom': () =>
    spans((i) => {
      if (i === 0) return agent(0)
      return { ...model(i), parentSpanId: id(i === spansMax - 1 ? i - 2 : i - 1), endUs: 1e9 - i }
    }),
  'models around tools around models': () =>
    spans((i) => {
      if (i === 0) return agent(0)
      const one = i % 3 === 0 ? tool(i) : i % 3 === 1 ? model(i) : span(i, {})
      return { ...one, parentSpanId: id(i % 3 === 2 ? i - 1 : Math.max(0, i - 2)), endUs: 1e9 - i }
    }),
  'a thousand calls below a deep chain': () =>
    spans((i) => {
      if (i === 0) return agent(0)
      if (i < spansMax - 1) return { ...span(i, {}), ...below(i) }
      return { ...model(i, { calls: manyCalls(i, 1024) }), ...below(i) }
    }),
  'lists of calls that nobody made': () => underAgent((i) => model(i, { calls: manyCalls(i, 1024) })),
  'lists of calls that nobody can read': () =>
    underAgent((i) => model(i, { calls: manyCalls(i, 1024).map((each) => ({ ...each, unparsable: true })) })),
  'lists of calls and as many answers': () =>
    underAgent((i) =>
      i % 2 === 1
        ? model(i, { calls: manyCalls(i, 1024) })
        : model(i, { answers: manyCalls(i - 1, 1024).map(({ name, callFp }) => answer(name, callFp)) }),
    ),
  'lists of answers that nobody waits for': () =>
    underAgent((i) =>
      i === 9999 || i < 10
        ? model(i, { calls: manyCalls(i, 1024).map((each) => ({ ...each, callFp: null })) })
        : model(i, { answers: Array.from({ length: 1024 }, () => answer('work')) }),
    ),
  'answers that come before their calls': () =>
    underAgent((i) =>
      i < 5000 ? model(i, { answers: [answer('work')] }) : model(i, { calls: [call(null, 'work', `${i}`)] }),
    ),
  'answers to oneself': () =>
    underAgent((i) => model(i, { calls: [call(null, 'work', `${i}`)], answers: [answer('work'), answer('work')] })),
  'agents that repeat calls without ids': () =>
    underAgent((i) => ({
      ...agent(i),
      messages: model(i, { calls: [call(null, 'work', `${i}`)], answers: [answer('work')] }).messages,
    })),
  'log records of calls, all of one span': () => [
    ...underAgent((i) => model(i)).slice(0, 2),
    ...withinBounds(
      100_000,
      (i): LogFact => ({
        ...{ type: 'log', spanId: id(1), timeUs: -i, sequence: i, event: 'message', error: null, evaluation: null },
        messages: { ...emptyMessages, calls: manyCalls(i, 512), role: null },
        hash: `${i}`,
      }),
    ),
  ],
  'failing tools inside of failing tools': () =>
    spans((i) =>
      i === 0
        ? agent(0)
        : { ...tool(i, { name: `tool_${i}`, outcome: 'error', error: failed(`error ${i}`) }), ...below(i) },
    ),
  'failing searches inside of agents': () =>
    spans((i) => {
      if (i === 0) return agent(0)
      const one = i % 2 === 0 ? namedAgent(i) : tool(i, { name: `search_${i}`, outcome: 'error', error: failed('e') })
      return { ...one, ...below(i) }
    }),
  'long names and long errors, all different': () =>
    underAgent((i) =>
      tool(i, { name: `${i}`.padEnd(64, 'x'), outcome: 'error', error: failed(`${i}`.padEnd(160, 'word ')) }),
    ),
  'failures that all come at the same time': () =>
    underAgent((i) => ({
      ...tool(i, { name: `tool_${i % 100}`, arguments: 'a', outcome: 'error', error: failed(`error ${i % 300}`) }),
      ...{ startUs: 100, endUs: 200 },
    })),
  'many tools that fail and fail and work': () =>
    underAgent((i) => {
      const more = { name: `tool_${Math.floor(i / 4)}`, arguments: `a${i}`, result: `r${i}` }
      return i % 4 === 3 ? tool(i, more) : tool(i, { ...more, outcome: 'error', error: failed(`error ${i}`) })
    }),
  'one tool that fails and fails and works': () =>
    underAgent((i) =>
      i % 4 === 3
        ? tool(i, { arguments: `a${i}`, result: `r${i}` })
        : tool(i, { arguments: 'a', outcome: 'error', error: failed(`error ${i % 64}`) }),
    ),
  'spans of lost parents': () =>
    spans((i) => ({ ...(i % 2 === 0 ? model(i) : tool(i, { arguments: 'a' })), parentSpanId: id(i + 1e6) })),
  'spans of lost parents in one agent': () =>
    spans((i) =>
      i === 0 ? { ...agent(0), endUs: 1e9 } : { ...tool(i, { arguments: 'a' }), parentSpanId: id(i + 1e6) },
    ),
  'call ids all alike': () =>
    underAgent((i) =>
      i % 2 === 0
        ? model(i, { calls: [call('c', 'work', 'a')], answers: [answer('work', 'c')] })
        : tool(i, { callFp: 'c' }),
    ),
  'tools that came before they were asked for': () =>
    underAgent((i) =>
      i < 5000
        ? tool(i, { name: `tool_${i % 3}`, arguments: 'a' })
        : model(i, { calls: [call(null, `tool_${i % 3}`, 'a')] }),
    ),
  'handoffs among many agents': () =>
    underAgent((i) => span(i, { kind: 'handoff', role: 'leaf', target: `agent_${(i * 7) % 100}`, name: `agent_${i}` })),
  'agents that confer': () =>
    spans((i) => {
      if (i === 0) return { ...agent(0), endUs: 1e9 }
      if (i % 3 === 1) return { ...namedAgent(i), parentSpanId: id(0), endUs: i * 100 + 290 }
      return {
        ...(i % 3 === 2 ? model(i) : tool(i, { arguments: `${i}` })),
        parentSpanId: id(i - (i % 3 === 2 ? 1 : 2)),
      }
    }),
  'guardrails that all trip': () =>
    underAgent((i) => span(i, { kind: 'guardrail', role: 'leaf', outcome: 'rejected', name: `guard_${i % 100}` })),
  'calls that wait to be decided': () =>
    underAgent((i) =>
      i % 2 === 0
        ? model(i, { calls: [call(`c${i}`, 'work', `a${i}`)], answers: [decided(`c${i - 2}`)] })
        : tool(i, { outcome: 'waiting', arguments: `a${i - 1}`, callFp: `c${i - 1}` }),
    ),
  'circles of every length': () =>
    underAgent((i) => tool(i, { name: `tool_${i % ((Math.floor(i / 50) % 7) + 2)}`, arguments: 'a', result: 'r' })),
  'all the same results': () => underAgent((i) => tool(i, { arguments: `a${i % 5000}`, result: 'r' })),
  'models that fall back on one another': () =>
    underAgent((i) => ({
      ...model(i, { outcome: i % 2 === 0 ? 'error' : 'ok' }),
      error: i % 2 === 0 ? failed(`error ${i}`) : null,
      agent: { name: `agent_${i % 1000}`, id: null, version: null },
    })),
  'models that are offered ever other tools': () =>
    underAgent((i) => model(i, { offered: Array.from({ length: 40 }, (_, n) => `t${i}${n}`), calls: manyCalls(i, 1) })),
  'asks inside of the calls that are held for them': () =>
    spans((i) => {
      if (i === 0) return agent(0)
      if (i % 2 === 1) return { ...tool(i, { arguments: 'a', outcome: 'waiting' }), parentSpanId: id(0) }
      return { ...span(i, { kind: 'approval', role: 'leaf', outcome: 'rejected' }), parentSpanId: id(i - 1) }
    }),
  'calls of models that a span around them names': () =>
    spans((i) => {
      if (i === 0) return agent(0)
      if (i % 5 !== 4) return { ...span(i, i % 5 === 0 ? { model: model(i).model } : {}), ...below(i) }
      const call = model(i)
      return { ...call, ...below(i), model: call.model && { ...call.model, requested: null, used: null } }
    }),
  'tools served beside the calls for them': () =>
    underAgent((i) =>
      i % 2 === 0
        ? { ...tool(i, { callFp: `c${i}` }), endUs: 1e9 }
        : { ...tool(i), spanKind: 2, scope: 'server', startUs: 1e6 - i },
    ),
  'agents inside of agents inside of tools': () =>
    spans((i) => {
      if (i === 0) return agent(0)
      return { ...(i % 31 === 1 ? tool(i, { name: `tool_${i}` }) : namedAgent(i)), ...below(i) }
    }),
  'steps far below nothing but infrastructure': () =>
    spans((i) => {
      if (i < 5000) return { ...span(i, { role: 'infra', family: 'infra' }), ...below(i) }
      return { ...(i % 2 === 0 ? model(i) : tool(i, { arguments: `${i}` })), parentSpanId: id(4999) }
    }),
  'calls held in one part and run in the next, below deep chains': () =>
    spans((i) => {
      const [part, place] = [Math.floor(i / 5000), i % 5000]
      if (place === 0) return agent(i)
      if (place < 2500) return { ...span(i, {}), parentSpanId: id(i - 1), endUs: 1e9 - i }
      const callFp = `c${place}`
      const one = part === 0 ? model(i, { calls: [call(callFp, 'work', 'a')] }) : tool(i, { callFp, result: 'r' })
      return { ...one, parentSpanId: id(part * 5000 + 2499) }
    }),
}

function spans(make: Make): readonly SpanFact[] {
  return withinBounds(spansMax, make)
}

function withinBounds<T>(most: number, make: (index: number) => T, room = bytesMax): readonly T[] {
  const facts: T[] = []
  for (let bytes = 0; facts.length < most; ) {
    const fact = make(facts.length)
    bytes += JSON.stringify(fact).length
    if (bytes > room) break
    facts.push(fact)
  }
  return facts
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

function namedAgent(index: number): SpanFact {
  return { ...agent(index), agent: { name: `agent_${index}`, id: null, version: null } }
}

interface ToolParts extends Partial<Pick<SpanFact, 'name' | 'outcome' | 'error' | 'documents'>> {
  readonly arguments?: string
  readonly result?: string
  readonly callFp?: string
  /** Marks of the values in the arguments. */
  readonly values?: string
  /** Marks of the values in a result that tells the agent what to do. */
  readonly instruction?: string
}

function tool(index: number, parts: ToolParts = {}): SpanFact {
  const { arguments: passed, result, callFp, values, instruction, ...more } = parts
  const shape = { chars: 100, empty: false, items: null, pending: false }
  const told = instruction === undefined ? {} : { instruction: instructing(instruction) }
  const fact = toolFact(passed)
  return span(index, {
    kind: 'tool',
    role: 'leaf',
    tool: {
      callFp: callFp ?? null,
      arguments: fact.arguments === null || values === undefined ? fact.arguments : { ...fact.arguments, values },
      result: result === undefined ? null : { fp: result, ...shape, ...told },
      type: null,
    },
    ...more,
  })
}

function toolFact(passed: string | undefined): ToolFact {
  return {
    callFp: null,
    arguments: passed === undefined ? null : { fp: passed, chars: 10 },
    result: null,
    type: null,
  }
}

function instructing(values: string): InstructionFact {
  return { score: 2, features: ['commands'], values, targets: '' }
}

/** As many marks, from the given one on. */
function marks(from: number, count: number): string {
  return Array.from({ length: count }, (_, i) =>
    (Math.abs(from * 64 + i) % 60_466_176).toString(36).padStart(5, '0'),
  ).join('')
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
    messages: { ...emptyMessages, ...told },
  })
}

const emptyMessages: MessagesFact = {
  ...{ calls: [], answers: [], output: null, input: null, offered: null, captured: true, role: null },
}

function withoutModel(fact: SpanFact): SpanFact {
  return { ...fact, model: null }
}

function manyCalls(index: number, count: number): readonly ToolCallFact[] {
  return Array.from({ length: count }, (_, n) => call(`c${index}.${n}`, 'work', 'a'))
}

function call(callFp: string | null, name: string, passed: string): ToolCallFact {
  return { callFp, name, arguments: { fp: passed, chars: 10 }, unparsable: false }
}

function answer(name: string, callFp: string | null = null): ToolAnswerFact {
  return { callFp, name, outcome: 'ok', error: null, result: null, approval: null }
}

function decided(callFp: string): ToolAnswerFact {
  return { ...answer('work', callFp), approval: 'approved' }
}

function scores(index: number, count: number): readonly EvaluationFact[] {
  const failed = { score: 0.2, label: null, passed: false, by: null }
  return Array.from({ length: count }, (_, n) => ({ name: `q${index % 10}.${n}`, ...failed }))
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
