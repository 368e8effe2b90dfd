import { describe, expect, it } from 'vitest'
import { isSensitiveTool } from '../../src/count/sensitive-tools.ts'

describe('sensitive tools', () => {
  it.each(['refund_payment', 'chargeCard', 'delete-user', 'email.send', 'transfer_funds'])(
    '%s changes something',
    (name) => {
      expect(isSensitiveTool(name)).toBe(true)
    },
  )

  it.each(['get_order', 'searchEmails', 'list_payments', 'payload_size', 'postal_code'])('%s only looks', (name) => {
    expect(isSensitiveTool(name)).toBe(false)
  })
})
