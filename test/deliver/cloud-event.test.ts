import { CloudEvent } from 'cloudevents'
import { describe, expect, it } from 'vitest'
import { eventTypes } from '../../src/candidate/event.ts'
import { cloudEvent } from '../../src/deliver/cloud-event.ts'
import { someEvent } from './candidate.ts'

const wire = (event = someEvent()) => JSON.parse(JSON.stringify(cloudEvent(event)))

describe('cloudEvent', () => {
  it('carries the context attributes of CloudEvents 1.0', () => {
    expect(wire()).toMatchObject({
      specversion: '1.0',
      id: 'event-1',
      type: 'promontory.candidate.opened',
      source: '/promontory',
      subject: 'b'.repeat(32),
      time: '2026-11-23T12:00:00.000Z',
      datacontenttype: 'application/json',
    })
  })

  it('is the same whenever the row is told again', () => {
    expect(wire()).toEqual(wire())
  })

  it('tells the candidate, its scorecard and its patterns apart', () => {
    const { data } = wire()

    expect(data.candidate).toMatchObject({ title: 'charge_card: retry storm in support-agent', state: 'open', runs: 4 })
    expect(data.scorecard).toMatchObject({ answer: 'promote', decidedAt: '2026-11-23T12:00:00.000Z' })
    expect(data.scorecard.criteria).toHaveLength(7)
    expect(data.patterns).toEqual(['a'.repeat(32)])
  })

  it('says whether sources are known at all, so that none does not read as a count', () => {
    const candidateOf = (sources: number) => wire(someEvent(1, { sources })).data.candidate

    expect(candidateOf(0)).toMatchObject({ sources: 0, sourcesKnown: false })
    expect(candidateOf(3)).toMatchObject({ sources: 3, sourcesKnown: true })
  })

  it('says why a candidate closed', () => {
    expect(wire(someEvent(1, { closedReason: 'taken_back' })).data.candidate.closedReason).toBe('taken_back')
    expect(wire().data.candidate.closedReason).toBeNull()
  })

  it('publishes no field that was not meant to be', () => {
    const leaking = { ...someEvent(), candidate: { ...someEvent().candidate, prompt: 'SECRET', userFp: 'SECRET' } }

    expect(JSON.stringify(cloudEvent(leaking))).not.toContain('SECRET')
  })

  it('has a valid event for every type', () => {
    for (const type of eventTypes) expect(new CloudEvent(wire({ ...someEvent(), type })).validate()).toBe(true)
  })

  it('survives a time that no calendar has', () => {
    expect(wire({ ...someEvent(), timeMs: Number.NaN }).time).toBe('1970-01-01T00:00:00.000Z')
    expect(wire({ ...someEvent(), timeMs: 1e300 }).time).toBe('9999-12-31T23:59:59.999Z')
  })
})
