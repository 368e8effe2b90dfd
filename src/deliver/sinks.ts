import type { Writable } from 'node:stream'
import type { Sink } from './contract.ts'
import { fileSink } from './file-sink.ts'
import { type OtlpSinkSpec, otlpLogSink, otlpSinkFaults } from './otlp-log-sink.ts'
import { stdoutSink } from './stdout-sink.ts'
import { webhookSink } from './webhook-sink.ts'
import { type SinkFault, type WebhookSpec, webhookFaults } from './webhook-spec.ts'

/** `sinks` of the configuration; what is null is not used. */
export interface SinksSpec {
  readonly stdout: { readonly enabled: boolean }
  readonly file: { readonly path: string } | null
  readonly webhooks: readonly WebhookSpec[]
  readonly otlp: OtlpSinkSpec | null
}

/** What keeps the sinks from being used, all at once. */
export function sinkFaults({ webhooks, otlp }: Pick<SinksSpec, 'webhooks' | 'otlp'>): readonly SinkFault[] {
  return [...webhookFaults(webhooks), ...(otlp === null ? [] : otlpSinkFaults(otlp))]
}

/** @throws Error when there is a fault; see `sinkFaults`. */
export function openSinks({ stdout, file, webhooks, otlp }: SinksSpec, output: Writable): readonly Sink[] {
  return [
    ...(stdout.enabled ? [stdoutSink(output)] : []),
    ...(file === null ? [] : [fileSink(file.path)]),
    ...webhooks.map((spec) => webhookSink(spec)),
    ...(otlp === null ? [] : [otlpLogSink(otlp)]),
  ]
}
