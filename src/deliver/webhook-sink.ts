import type { CandidateEvent } from '../candidate/event.ts'
import { boundedEvent } from './bounded-event.ts'
import type { Sink } from './contract.ts'
import { type HttpSinkOptions, httpSink, type Verdict } from './http-sink.ts'
import { outboundUrl } from './outbound-url.ts'
import { type WebhookKey, webhookKey, webhookSignature } from './webhook-signature.ts'
import type { WebhookSpec } from './webhook-spec.ts'

/**
 * One POST per event: a CloudEvent in structured mode under the headers of Standard Webhooks
 * (https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md).
 *
 * @throws Error when the specification has a fault; see `webhookFaults`.
 */
export function webhookSink(spec: WebhookSpec, options: HttpSinkOptions = {}): Sink {
  const allowPrivate = spec.allowPrivate ?? false
  const read = outboundUrl(spec.url, { allowPrivate })
  const keys = keysOf(spec)
  if (!read.ok || keys === null) throw new Error(`the URL or a secret of webhook ${spec.name} cannot be read`)
  const messageOf = (event: CandidateEvent, nowMs: number) => signedMessage(event, keys, nowMs)
  return httpSink({ name: `webhook:${spec.name}`, url: read.url, allowPrivate, messageOf, verdictOf }, options)
}

function keysOf({ secret, previousSecret }: WebhookSpec): readonly WebhookKey[] | null {
  const keys = (previousSecret === undefined ? [secret] : [secret, previousSecret]).map(webhookKey)
  return keys.every((key) => key !== null) ? keys : null
}

/** The id stays the same when the event is told again; the time is that of the attempt. */
function signedMessage(event: CandidateEvent, keys: readonly WebhookKey[], nowMs: number) {
  const body = boundedEvent(event)
  const timestamp = Math.floor(nowMs / 1000)
  const headers = {
    'content-type': 'application/cloudevents+json; charset=utf-8',
    'webhook-id': event.id,
    'webhook-timestamp': String(timestamp),
    'webhook-signature': webhookSignature({ id: event.id, timestamp, body }, keys),
  }
  return { headers, body }
}

/** Whatever is not 2xx may be another answer tomorrow, but for 410: that endpoint wants nothing any more. */
function verdictOf(status: number): Verdict {
  if (status >= 200 && status < 300) return { kind: 'told' }
  if (status === 410)
    return { kind: 'gone', reason: 'the endpoint answered 410 and is turned off until the next start' }
  const redirect = status >= 300 && status < 400 ? '; redirects are not followed' : ''
  return { kind: 'failed', reason: `the endpoint answered ${status}${redirect}` }
}
