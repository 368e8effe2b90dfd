import { createHmac } from 'node:crypto'

/** What the signature of a webhook is made with (Standard Webhooks, "Signature scheme"). */
export type WebhookKey = Buffer

const secretForm = /^whsec_([A-Za-z0-9+/]+={0,2})$/
const keyBytesMin = 24
const keyBytesMax = 64
const secretCharsMax = 128

export const webhookSecretExpected = `whsec_ and ${keyBytesMin} to ${keyBytesMax} random bytes in base64`

/** Null when the secret is not of the form that `webhookSecretExpected` says. */
export function webhookKey(secret: string): WebhookKey | null {
  const encoded = secret.length <= secretCharsMax ? secretForm.exec(secret)?.[1] : undefined
  if (encoded === undefined) return null
  const key = Buffer.from(encoded, 'base64')
  const whole = key.toString('base64').replace(/=+$/, '') === encoded.replace(/=+$/, '')
  return whole && key.length >= keyBytesMin && key.length <= keyBytesMax ? key : null
}

export interface SignedMessage {
  readonly id: string
  readonly timestamp: number
  readonly body: string
}

/** One signature per key: while secrets rotate a receiver may know either of them. */
export function webhookSignature({ id, timestamp, body }: SignedMessage, keys: readonly WebhookKey[]): string {
  const signed = `${id}.${timestamp}.${body}`
  return keys.map((key) => `v1,${createHmac('sha256', key).update(signed).digest('base64')}`).join(' ')
}
