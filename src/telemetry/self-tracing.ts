import { endpointKind } from './own-endpoint.ts'

/** Own traces. Off, it only calls the work. */
export interface SelfTracing {
  /** Does the work; what `describe` tells of its result becomes a span, and null leaves none. */
  span<T>(name: SpanName, work: () => Promise<T>, describe: (result: T) => SpanAttributes | null): Promise<T>
  /** Sends what was recorded, for two seconds at most. */
  stop(): Promise<void>
}

export type SpanName = 'receive' | 'settle' | 'decide' | 'deliver'

/** Counts and words out of closed lists, never content. */
export type SpanAttributes = Readonly<Record<string, string | number | boolean>>

export const noTracing: SelfTracing = { span: (_name, work) => work(), stop: async () => {} }

export interface SelfTracingOptions {
  /** OTLP/gRPC, `http://host:port`; empty is off. */
  readonly endpoint: string
  /** `host:port` of everything this service listens on. */
  readonly listening: readonly string[]
  readonly version: string
  readonly warn: (message: string) => void
}

/** Nothing of OpenTelemetry is loaded unless there is somewhere to send to. */
export async function startSelfTracing(options: SelfTracingOptions): Promise<SelfTracing> {
  if (options.endpoint === '') return noTracing
  const kind = await endpointKind(new URL(options.endpoint), options.listening)
  if (kind !== 'elsewhere') {
    options.warn(`no own traces: telemetry.otlp.endpoint ${whyNot[kind]}`)
    return noTracing
  }
  const { openTracer } = await import('./open-tracer.ts')
  return openTracer(options)
}

const whyNot = {
  own: 'is this service itself',
  unknown_host: 'has the port of this service at a host that cannot be resolved, so it may be this service itself',
}
