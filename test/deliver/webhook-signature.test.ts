import { randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { webhookKey, webhookSignature } from '../../src/deliver/webhook-signature.ts'

const published = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'

function keyOf(secret: string) {
  const key = webhookKey(secret)
  if (key === null) throw new Error('a secret of these tests must be one')
  return key
}

describe('webhookSignature', () => {
  const message = { id: 'msg_p5jXN8AQM9LWM0D4loKWxJek', timestamp: 1_614_265_330, body: '{"test": 2432232314}' }

  it('is what the libraries of Standard Webhooks sign with the same secret', () => {
    expect(webhookSignature(message, [keyOf(published)])).toBe('v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=')
  })

  it('is there once for each secret while they rotate', () => {
    const other = keyOf(`whsec_${randomBytes(32).toString('base64')}`)
    const signatures = webhookSignature(message, [other, keyOf(published)]).split(' ')

    expect(signatures).toHaveLength(2)
    expect(signatures[1]).toBe('v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=')
  })
})

describe('webhookKey', () => {
  it('takes 24 to 64 bytes in base64', () => {
    for (const bytes of [24, 32, 64])
      expect(webhookKey(`whsec_${Buffer.alloc(bytes, 7).toString('base64')}`)).toHaveLength(bytes)
  })

  for (const secret of [
    ...['', 'whsec_', published.slice(6), `whsec_${Buffer.alloc(23).toString('base64')}`],
    ...[
      `whsec_${Buffer.alloc(65).toString('base64')}`,
      `${published}!`,
      `${published}\n`,
      `whsk_${published.slice(6)}`,
    ],
    ...[`whsec_${'a'.repeat(100_000)}`, `whsec_${'a'.repeat(33)}`, `whsec_${'-'.repeat(32)}`],
  ]) {
    it(`takes no other secret, such as ${JSON.stringify(secret.slice(0, 50))} of ${secret.length} characters`, () => {
      expect(webhookKey(secret)).toBeNull()
    })
  }
})
