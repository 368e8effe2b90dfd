import { OTLPTraceExporter as GrpcExporter } from '@opentelemetry/exporter-trace-otlp-grpc'
import { OTLPTraceExporter as JsonExporter } from '@opentelemetry/exporter-trace-otlp-http'
import { OTLPTraceExporter as ProtobufExporter } from '@opentelemetry/exporter-trace-otlp-proto'
import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace'

/** One real exporter per transport, in a fixed order. */
export function openExporters(target: { readonly grpc: string; readonly http: string }): readonly SpanExporter[] {
  const url = `http://${target.http}/v1/traces`
  return [new ProtobufExporter({ url }), new GrpcExporter({ url: `http://${target.grpc}` }), new JsonExporter({ url })]
}

/** Sends requests one after the other, as the original process did. Rejects when the receiver refuses one. */
export async function sendCapture(
  requests: readonly (readonly ReadableSpan[])[],
  exporter: SpanExporter,
): Promise<void> {
  for (const spans of requests) await exportOnce(spans, exporter)
}

function exportOnce(spans: readonly ReadableSpan[], exporter: SpanExporter): Promise<void> {
  return new Promise((resolve, reject) => {
    exporter.export([...spans], ({ code, error }) => {
      if (code === 0) resolve()
      else reject(error ?? new Error('the exporter gave up without a reason'))
    })
  })
}
