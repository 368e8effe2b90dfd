import type { Chance } from './chance.ts'
import type { ExpectedRun, ExpectedStep, PlannedRun, PlannedSpan, PlannedValue, Planted } from './planned-run.ts'

export interface Cast {
  readonly story: string
  /** Null for instrumentation that names none: the agent is then called after the service. */
  readonly agent: string | null
  readonly service: string
  readonly user: string | null
  readonly session: string
  readonly startUs: number
}

export interface ToolCall {
  readonly id: string
  readonly tool: string
  readonly arguments: string
}

/** How a tool ended: with a result (JSON text) or an error. */
export interface ToolEnd {
  readonly result?: string
  readonly error?: string
}

export interface SpanFate {
  /** Held back until the rest of the run was judged. */
  readonly late?: boolean
  /** Another version of the same span, which ended earlier and must lose. */
  readonly loser?: ToolEnd
}

const model = 'verify-model-1'
const [internal, server, client] = [1, 2, 3] as const

/** Tells one run span by span, with a clock of its own, and notes what the service must make of each. */
export class RunTeller {
  readonly #chance: Chance
  readonly #cast: Cast
  readonly #spans: PlannedSpan[] = []
  readonly #losers: PlannedSpan[] = []
  readonly #late = new Set<string>()
  readonly #steps: ExpectedStep[] = []
  readonly #traceIds: string[] = []
  #nowUs: number
  #parent: string | null = null
  #root: { readonly spanId: string; readonly parent: string | null; readonly startUs: number } | null = null

  constructor(chance: Chance, cast: Cast) {
    this.#chance = chance
    this.#cast = cast
    this.#nowUs = cast.startUs
  }

  /** Goes on in a new trace. */
  openTrace(): void {
    this.#traceIds.push(this.#chance.hex(32))
    this.#parent = null
  }

  /** Takes place below a span of somebody else's trace, which becomes the run's only one. */
  openTraceBelow({ traceId, spanId }: { readonly traceId: string; readonly spanId: string }): void {
    this.#traceIds.splice(0, Number.POSITIVE_INFINITY, traceId)
    this.#parent = spanId
  }

  /** The agent's own span opens; what follows is below it until it is closed. */
  openAgent(): void {
    const spanId = this.#chance.hex(16)
    this.#root = { spanId, parent: this.#parent, startUs: this.#nowUs }
    this.#parent = spanId
    this.#pass()
  }

  closeAgent(error: string | null = null, late = false): void {
    const root = this.#root
    if (root === null) throw new Error('closeAgent: expected an open agent, saw none')
    if (late) this.#late.add(root.spanId)
    const attributes = { 'gen_ai.operation.name': 'invoke_agent', ...this.#context() }
    const name = `invoke_agent ${this.#cast.agent ?? ''}`.trim()
    this.#spans.push({ ...this.#span(name, internal, root.startUs), ...ids(root), attributes, error })
    this.#parent = root.parent
    this.#root = null
    this.#pass()
  }

  /** A model call that asks for a tool. `told` is what its input answers of earlier calls. */
  ask(tool: string, args: string, told: readonly string[] = []): ToolCall {
    const call = { id: `call_${this.#chance.hex(24)}`, tool, arguments: args }
    this.#model('tool_call', [{ type: 'tool_call', id: call.id, name: tool, arguments: args }], told)
    return call
  }

  /** A model call that answers. */
  answer(told: readonly string[] = []): void {
    this.#model('stop', [{ type: 'text', content: `Done, number ${this.#chance.whole(1, 999)}.` }], told)
  }

  run(call: ToolCall, end: ToolEnd, fate: SpanFate = {}): void {
    const span = this.#span(`execute_tool ${call.tool}`, internal, this.#nowUs)
    const whole = { ...span, ...this.#toolPart(call, end) }
    this.#spans.push(whole)
    if (fate.late === true) this.#late.add(span.spanId)
    if (fate.loser !== undefined) {
      this.#losers.push({ ...span, endUs: span.endUs - 700, ...this.#toolPart(call, fate.loser) })
    }
    this.#step('tool', call.tool, end.error === undefined ? 'ok' : 'error', whole)
  }

  /** A step that no span tells of, only the messages after it. */
  unseen(kind: 'tool' | 'approval', name: string, outcome: ExpectedStep['outcome']): void {
    this.#steps.push({ kind, name, outcome, spanId: null, startUs: this.#nowUs, endUs: null })
    this.#pass()
  }

  /** A server span around what follows, of which the service makes nothing. */
  openServer(): { readonly traceId: string; readonly spanId: string } {
    const span = { ...this.#span('POST /jobs', server, this.#nowUs), attributes: { 'http.request.method': 'POST' } }
    this.#spans.push({ ...span, endUs: span.startUs + 10_000_000 })
    return { traceId: span.traceId, spanId: span.spanId }
  }

  get nowUs(): number {
    return this.#nowUs
  }

  ending(outcome: ExpectedRun['outcome'], planted: readonly Planted[] = [], complete = true): PlannedRun {
    const { story, agent, service, user, session } = this.#cast
    const startUs = Math.min(...this.#spans.filter((span) => span.kind !== server).map((span) => span.startUs))
    const expected: ExpectedRun = {
      agent: agent ?? service,
      traceIds: this.#traceIds,
      startUs,
      ...{ outcome, complete, steps: this.#steps, planted },
      source: user ?? session,
    }
    return { story, expected, spans: this.#spans, late: this.#late, losers: this.#losers }
  }

  #model(finish: string, parts: readonly object[], told: readonly string[]): void {
    const span = this.#span(`chat ${model}`, client, this.#nowUs)
    const attributes: Record<string, PlannedValue> = {
      'gen_ai.operation.name': 'chat',
      'gen_ai.provider.name': 'verify',
      'gen_ai.request.model': model,
      'gen_ai.usage.input_tokens': this.#chance.whole(200, 900),
      'gen_ai.usage.output_tokens': this.#chance.whole(5, 80),
      'gen_ai.response.finish_reasons': [finish],
      'gen_ai.input.messages': JSON.stringify(inputOf(told)),
      'gen_ai.output.messages': JSON.stringify([{ role: 'assistant', parts, finish_reason: finish }]),
      ...this.#context(),
    }
    const whole = { ...span, attributes }
    this.#spans.push(whole)
    this.#step('llm', model, 'ok', whole)
  }

  #toolPart(call: ToolCall, { result, error }: ToolEnd): Pick<PlannedSpan, 'attributes' | 'error'> {
    const attributes: Record<string, PlannedValue> = {
      'gen_ai.operation.name': 'execute_tool',
      'gen_ai.tool.name': call.tool,
      'gen_ai.tool.call.id': call.id,
      'gen_ai.tool.call.arguments': call.arguments,
      ...(result === undefined ? {} : { 'gen_ai.tool.call.result': result }),
      ...this.#context(),
    }
    return { attributes, error: error ?? null }
  }

  #context(): Record<string, PlannedValue> {
    const { agent, user, session } = this.#cast
    return {
      'gen_ai.conversation.id': session,
      ...(agent === null ? {} : { 'gen_ai.agent.name': agent }),
      ...(user === null ? {} : { 'user.id': user }),
    }
  }

  /** A span from `startUs` until now plus a while, under what is open. */
  #span(name: string, kind: number, startUs: number): PlannedSpan {
    const traceId = this.#traceIds.at(-1)
    if (traceId === undefined) throw new Error('a span needs an open trace')
    if (startUs === this.#nowUs) this.#pass()
    const endUs = this.#nowUs
    const place = { traceId, spanId: this.#chance.hex(16), parentSpanId: this.#parent, service: this.#cast.service }
    return { ...place, name, kind, startUs, endUs, attributes: {}, error: null }
  }

  #step(kind: ExpectedStep['kind'], name: string, outcome: ExpectedStep['outcome'], span: PlannedSpan): void {
    this.#steps.push({ kind, name, outcome, spanId: span.spanId, startUs: span.startUs, endUs: span.endUs })
    this.#pass()
  }

  #pass(): void {
    this.#nowUs += this.#chance.whole(3_000, 90_000)
  }
}

function ids(root: { readonly spanId: string; readonly parent: string | null }) {
  return { spanId: root.spanId, parentSpanId: root.parent }
}

/** What was answered since the model spoke last: pairs of call id and answer, else the user's request. */
function inputOf(told: readonly string[]): readonly object[] {
  if (told.length === 0) return [{ role: 'user', parts: [{ type: 'text', content: 'Please see to it.' }] }]
  const [id, response] = told
  return [{ role: 'tool', parts: [{ type: 'tool_call_response', id, response }] }]
}
