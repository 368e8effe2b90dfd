import { afterEach, beforeEach, expect, it } from 'vitest'
import { startWebhookReceiver, type WebhookReceiver } from '../../bench/chaos/webhook-receiver.ts'

let receiver: WebhookReceiver
beforeEach(async () => {
  receiver = await startWebhookReceiver()
})
afterEach(() => receiver.stop())

const tell = async () => {
  const body = JSON.stringify({ id: 'e1', type: 'opened', data: { candidate: { id: 'c1' } } })
  return (await fetch(receiver.url, { method: 'POST', body })).status
}

it('notes what it is told, and nothing while it is down', async () => {
  receiver.setDown(true)
  expect(await tell()).toBe(503)
  expect(receiver.events()).toEqual([])
  receiver.setDown(false)
  expect(await tell()).toBe(204)
  expect(receiver.events()).toEqual([{ id: 'e1', type: 'opened', candidateId: 'c1' }])
})
