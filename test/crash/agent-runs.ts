import { context, SpanKind, SpanStatusCode, type Tracer, trace } from '@opentelemetry/api'
import { resourceFromAttributes } from '@opentelemetry/resources'
import { InMemorySpanExporter, type ReadableSpan, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace'

/** Spans of `count` runs of one agent; every second one ends in a retry storm. In the order in which they ended. */
export function agentRuns(count: number): readonly ReadableSpan[] {
  const memory = new InMemorySpanExporter()
  const provider = new TracerProvider({
    resource: resourceFromAttributes({ 'service.name': 'shop', 'service.version': '1.0.0' }),
    spanProcessors: [new SimpleSpanProcessor({ exporter: memory })],
  })
  const tracer = provider.getTracer('crash-test')
  for (let run = 0; run < count; run += 1) agentRun(tracer, run, run % 2 === 0)
  return memory.getFinishedSpans()
}

function agentRun(tracer: Tracer, run: number, storm: boolean): void {
  const root = tracer.startSpan('invoke_agent shop-agent', {
    kind: SpanKind.INTERNAL,
    attributes: {
      'gen_ai.operation.name': 'invoke_agent',
      'gen_ai.agent.name': 'shop-agent',
      'gen_ai.conversation.id': `conversation-${run}`,
    },
  })
  const within = trace.setSpan(context.active(), root)
  for (let attempt = 0; attempt < (storm ? 5 : 1); attempt += 1) {
    modelCall(tracer, within, ['tool_calls'])
    toolCall(tracer, within, storm)
  }
  modelCall(tracer, within, ['stop'])
  root.end()
}

function modelCall(tracer: Tracer, within: ReturnType<typeof context.active>, finish: string[]): void {
  const attributes = {
    'gen_ai.operation.name': 'chat',
    'gen_ai.request.model': 'gpt-5-mini',
    'gen_ai.provider.name': 'openai',
    'gen_ai.usage.input_tokens': 500,
    'gen_ai.usage.output_tokens': 20,
    'gen_ai.response.finish_reasons': finish,
  }
  tracer.startSpan('chat gpt-5-mini', { kind: SpanKind.CLIENT, attributes }, within).end()
}

function toolCall(tracer: Tracer, within: ReturnType<typeof context.active>, fails: boolean): void {
  const attributes = {
    'gen_ai.operation.name': 'execute_tool',
    'gen_ai.tool.name': 'charge_account',
    'gen_ai.tool.call.arguments': '{"order":"A-1"}',
  }
  const span = tracer.startSpan('execute_tool charge_account', { kind: SpanKind.INTERNAL, attributes }, within)
  if (fails) span.setStatus({ code: SpanStatusCode.ERROR, message: 'ETIMEDOUT: gateway did not answer within 30ms' })
  span.end()
}
