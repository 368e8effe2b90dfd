/** The parts of an OTLP/JSON trace request that captures use (https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding). */
export interface TraceRequest {
  readonly resourceSpans?: readonly ResourceSpans[]
}

export interface ResourceSpans {
  readonly resource?: { readonly attributes?: readonly KeyValue[] }
  readonly scopeSpans?: readonly ScopeSpans[]
}

export interface ScopeSpans {
  readonly scope?: { readonly name?: string; readonly version?: string }
  readonly spans?: readonly OtlpSpan[]
}

export interface OtlpSpan {
  readonly traceId: string
  readonly spanId: string
  readonly parentSpanId?: string
  readonly flags?: number
  readonly name: string
  readonly kind?: number
  readonly startTimeUnixNano: string
  readonly endTimeUnixNano: string
  readonly attributes?: readonly KeyValue[]
  readonly events?: readonly OtlpEvent[]
  readonly links?: readonly OtlpLink[]
  readonly status?: { readonly code?: number; readonly message?: string }
}

export interface OtlpEvent {
  readonly timeUnixNano: string
  readonly name: string
  readonly attributes?: readonly KeyValue[]
}

export interface OtlpLink {
  readonly traceId: string
  readonly spanId: string
}

export interface KeyValue {
  readonly key: string
  readonly value?: AnyValue
}

export interface AnyValue {
  readonly stringValue?: string
  readonly boolValue?: boolean
  readonly intValue?: string | number
  readonly doubleValue?: number
  readonly arrayValue?: { readonly values?: readonly AnyValue[] }
}

export function spansOf(request: TraceRequest): readonly OtlpSpan[] {
  return (request.resourceSpans ?? []).flatMap((resource) =>
    (resource.scopeSpans ?? []).flatMap((scope) => scope.spans ?? []),
  )
}
