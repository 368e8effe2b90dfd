import { type Context, context, SpanKind, SpanStatusCode, type Tracer, trace } from '@opentelemetry/api'
import { resourceFromAttributes } from '@opentelemetry/resources'
import { InMemorySpanExporter, type ReadableSpan, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace'

/** Every second run ends in a retry storm. */
export const isWeak = (run: number): boolean => run % 2 === 0

/** Spans of `count` runs of one agent, in the order in which they ended. */
export function agentRuns(count: number): readonly ReadableSpan[] {
  const memory = new InMemorySpanExporter()
  const provider = new TracerProvider({
    resource: resourceFromAttributes({ 'service.name': 'shop', 'service.version': '1.0.0' }),
    spanProcessors: [new SimpleSpanProcessor({ exporter: memory })],
  })
  const tracer = provider.getTracer('crash-test')
  const clock = clockFrom(middleOfLastHour())
  for (let run = 0; run < count; run += 1) agentRun(tracer, clock, run, isWeak(run))
  return memory.getFinishedSpans()
}

/**
 * All runs are of one hour: what is usual for those of the next one would depend on which were judged before.
 */
function middleOfLastHour(): number {
  const hourMs = 3_600_000
  return Math.floor(Date.now() / hourMs) * hourMs - hourMs / 2
}

/** Moments five milliseconds apart: spans that are made one after the other would begin and end in the same one. */
type Clock = () => number

function clockFrom(startMs: number): Clock {
  let nowMs = startMs
  return () => {
    nowMs += 5
    return nowMs
  }
}

function agentRun(tracer: Tracer, clock: Clock, run: number, storm: boolean): void {
  const root = tracer.startSpan('invoke_agent shop-agent', {
    kind: SpanKind.INTERNAL,
    startTime: clock(),
    attributes: {
      'gen_ai.operation.name': 'invoke_agent',
      'gen_ai.agent.name': 'shop-agent',
      'gen_ai.conversation.id': `conversation-${run}`,
    },
  })
  const within = trace.setSpan(context.active(), root)
  for (let attempt = 0; attempt < (storm ? 5 : 1); attempt += 1) {
    modelCall(tracer, clock, within, ['tool_calls'])
    toolCall(tracer, clock, within, storm)
  }
  modelCall(tracer, clock, within, ['stop'])
  root.end(clock())
}

function modelCall(tracer: Tracer, clock: Clock, within: Context, finish: string[]): void {
  const attributes = {
    'gen_ai.operation.name': 'chat',
    'gen_ai.request.model': 'gpt-5-mini',
    'gen_ai.provider.name': 'openai',
    'gen_ai.usage.input_tokens': 500,
    'gen_ai.usage.output_tokens': 20,
    'gen_ai.response.finish_reasons': finish,
  }
  const options = { kind: SpanKind.CLIENT, attributes, startTime: clock() }
  tracer.startSpan('chat gpt-5-mini', options, within).end(clock())
}

function toolCall(tracer: Tracer, clock: Clock, within: Context, fails: boolean): void {
  const attributes = {
    'gen_ai.operation.name': 'execute_tool',
    'gen_ai.tool.name': 'charge_account',
    'gen_ai.tool.call.arguments': '{"order":"A-1"}',
  }
  const options = { kind: SpanKind.INTERNAL, attributes, startTime: clock() }
  const span = tracer.startSpan('execute_tool charge_account', options, within)
  if (fails) span.setStatus({ code: SpanStatusCode.ERROR, message: 'ETIMEDOUT: gateway did not answer within 30ms' })
  span.end(clock())
}
