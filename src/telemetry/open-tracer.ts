import { type Span, SpanStatusCode, type Tracer } from '@opentelemetry/api'
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-grpc'
import { resourceFromAttributes } from '@opentelemetry/resources'
import { BatchSpanProcessor, type SpanExporter, TracerProvider } from '@opentelemetry/sdk-trace'
import type { SelfTracing, SelfTracingOptions, SpanAttributes } from './self-tracing.ts'

/** Own traces over OTLP/gRPC, in batches; what the far end cannot take in time is dropped. */
export function openTracer({
  endpoint,
  version,
  warn,
}: Pick<SelfTracingOptions, 'endpoint' | 'version' | 'warn'>): SelfTracing {
  const exporter = telling(new OTLPTraceExporter({ url: endpoint, timeoutMillis: exportMs }), warn)
  const provider = new TracerProvider({
    resource: resourceFromAttributes({ 'service.name': 'promontory', 'service.version': version }),
    spanProcessors: [new BatchSpanProcessor({ exporter, exportTimeoutMillis: exportMs })],
  })
  const tracer = provider.getTracer('promontory', version)
  return {
    span: (name, work, describe) => traced(tracer, `promontory.${name}`, work, describe),
    stop: () =>
      withinTime(
        provider.shutdown().catch(() => {}),
        stopMs,
      ),
  }
}

const exportMs = 5_000
const stopMs = 2_000

/** The span is made when the work is done: only then is it known whether there was any. */
async function traced<T>(
  tracer: Tracer,
  name: string,
  work: () => Promise<T>,
  describe: (result: T) => SpanAttributes | null,
): Promise<T> {
  const startTime = Date.now()
  try {
    const result = await work()
    const attributes = describe(result)
    if (attributes !== null) tracer.startSpan(name, { startTime, attributes }).end()
    return result
  } catch (error) {
    failed(tracer.startSpan(name, { startTime }), error)
    throw error
  }
}

/** The kind of the error only: its message may quote what it stumbled over. */
function failed(span: Span, error: unknown): void {
  span.setAttribute('error.type', error instanceof Error ? error.name : typeof error)
  span.setStatus({ code: SpanStatusCode.ERROR })
  span.end()
}

/** Says once when the far end takes nothing, and once when it does again. */
function telling(exporter: SpanExporter, warn: (message: string) => void): SpanExporter {
  let failing = false
  return {
    export: (spans, done) =>
      exporter.export(spans, (result) => {
        const fails = result.code !== 0
        if (fails && !failing) warn('own traces cannot be sent to telemetry.otlp.endpoint')
        if (!fails && failing) warn('own traces are sent again')
        failing = fails
        done(result)
      }),
    shutdown: () => exporter.shutdown(),
    forceFlush: async () => exporter.forceFlush?.(),
  }
}

function withinTime(done: Promise<void>, ms: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms)
    done.then(() => {
      clearTimeout(timer)
      resolve()
    })
  })
}
