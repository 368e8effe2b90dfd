import { CloudEvent } from 'cloudevents'
import { describe, expect, it } from 'vitest'
import { boundedEvent } from '../../src/deliver/bounded-event.ts'
import { cloudEvent } from '../../src/deliver/cloud-event.ts'
import { someEvent } from './candidate.ts'

describe('boundedEvent', () => {
  it('leaves an event as it is that fits', () => {
    expect(boundedEvent(someEvent())).toBe(JSON.stringify(cloudEvent(someEvent())))
  })

  it('cuts a larger one to the same event in small, and says so', () => {
    const event = someEvent(1, { explanation: 'x'.repeat(30_000) })

    const small = JSON.parse(boundedEvent(event))

    expect(new CloudEvent(small).validate()).toBe(true)
    expect(small).toMatchObject({ id: 'event-1', type: 'promontory.candidate.opened' })
    expect(small.data).toMatchObject({
      sequence: 1,
      cut: { whole: '/api/v1/candidates/abcdefgh234567' },
      candidate: { title: 'charge_card: retry storm in support-agent', state: 'open', runs: 4 },
      scorecard: { answer: 'promote' },
    })
    expect(small.data.cut.bytes).toBeGreaterThan(30_000)
    expect(small.data.candidate).not.toHaveProperty('explanation')
  })

  it('stays within the bound whatever stands in the names', () => {
    for (const filler of ['\u0000', '\u{1f600}', 'ü', '"']) {
      const long = filler.repeat(50_000)
      const body = boundedEvent(someEvent(1, { title: long, agent: long, locus: long, template: long }))

      expect(Buffer.byteLength(body)).toBeLessThanOrEqual(20_000)
      expect(JSON.parse(body).data.candidate.title.isWellFormed()).toBe(true)
    }
  })
})
