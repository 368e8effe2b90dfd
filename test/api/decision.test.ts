import { describe, expect, it } from 'vitest'
import { shownCandidate } from './contents.ts'
import { serve, sharedServer, someKeys, withKey } from './served.ts'

const path = '/api/v1/candidates/third/decision'
const shared = sharedServer()
const accept = { decision: 'accept', reason: 'seen it twice' }

describe('POST /api/v1/candidates/{id}/decision', () => {
  it('decides under the name of the key, and asks for delivery', async () => {
    let deliveries = 0
    const { get, post } = await serve({}, { ...someKeys(), changed: () => deliveries++ })

    const { status, body } = await post(path, accept, withKey('default-review'))

    const review = { ...accept, by: 'default-review', at: '2026-11-23T12:00:00.000Z' }
    expect(status).toBe(200)
    expect(body).toMatchObject({ id: 'third', state: 'accepted', reviews: [review] })
    expect((await get('/api/v1/candidates/third', withKey('default-read'))).body).toEqual(body)
    expect(deliveries).toBe(1)
  })

  it('is decided by loopback where there are no keys', async () => {
    const { post } = await serve()

    expect((await post(path, accept)).body.reviews).toMatchObject([{ by: 'loopback' }])
  })

  it('snoozes until a time, merges into another candidate and reopens what was rejected', async () => {
    const { post } = await serve()
    const until = '2026-11-30T12:00:00.000Z'

    const snoozed = await post(path, { decision: 'snooze', reason: 'next week', until })
    const merged = await post('/api/v1/candidates/abcdefgh234567/decision', {
      ...{ decision: 'merge', reason: 'the same', into: 'third' },
    })
    const reopened = await post('/api/v1/candidates/second/decision', { decision: 'reopen', reason: 'it came back' })

    expect(snoozed.body).toMatchObject({ state: 'snoozed', snoozedUntil: until })
    expect(merged.body).toMatchObject({ state: 'merged', mergedInto: 'third' })
    expect(reopened.body).toMatchObject({ state: 'open' })
  })

  it('answers the same to the same decision again', async () => {
    const { post, contents } = await serve()

    const [first, second] = [await post(path, accept), await post(path, accept)]

    expect(second).toMatchObject({ status: 200, body: first.body })
    expect(contents.candidates.find(({ id }) => id === 'third')?.reviews).toHaveLength(1)
  })

  it('refuses the same decision for another reason, rather than lose the reason', async () => {
    const { post, contents } = await serve()

    await post(path, accept)
    const { status, body } = await post(path, { ...accept, reason: 'and a third one' })

    expect([status, body.state]).toEqual([409, 'accepted'])
    expect(contents.candidates.find(({ id }) => id === 'third')?.reviews).toHaveLength(1)
  })

  it('says that a merge cannot be undone', async () => {
    const { post } = await serve()

    await post(path, { decision: 'merge', reason: 'the same', into: 'abcdefgh234567' })
    const { status, body } = await post(path, { decision: 'reopen', reason: 'it is not the same' })

    expect([status, body.state]).toEqual([409, 'merged'])
    expect(body.detail).toContain('a merge cannot be undone')
  })

  it('H90: lets one of two people who decide at once win, and tells the other what stands', async () => {
    const { post, contents } = await serve({}, someKeys())

    const answers = await Promise.all([
      post(path, accept, withKey('default-review')),
      post(path, { decision: 'reject', reason: 'not a problem' }, withKey('default-admin')),
    ])

    const [done, conflict] = answers.toSorted((a, b) => a.status - b.status)
    expect([done?.status, conflict?.status]).toEqual([200, 409])
    expect(conflict?.headers.get('content-type')).toContain('application/problem+json')
    expect(conflict?.body.state).toBe(done?.body.state)
    expect(conflict?.body.detail).toContain(done?.body.reviews[0].by)
    expect(contents.candidates.find(({ id }) => id === 'third')?.reviews).toHaveLength(1)
  })

  it('is a conflict where another state stands than was seen', async () => {
    const { post } = await serve()

    const { status, body } = await post(path, { ...accept, expected: 'snoozed' })

    expect([status, body.state]).toEqual([409, 'open'])
  })

  it('keeps a reason as it was written, as text', async () => {
    const reason = '<img src=x onerror=alert(1)>\nsecond line \u{1F600}'
    const { post } = await serve()

    expect((await post(path, { decision: 'accept', reason })).body.reviews[0].reason).toBe(reason)
  })

  const refused: readonly [string, unknown, string | undefined][] = [
    ['no body', '', undefined],
    ['what is not JSON', '{"decision":', undefined],
    ['a list', [], undefined],
    ['null', 'null', undefined],
    ['ten thousand nested lists', '['.repeat(10_000), undefined],
    ['a poisoned prototype', '{"__proto__":{"decision":"accept"}}', undefined],
    ['nothing decided', { reason: 'x' }, 'decision'],
    ['an unknown decision', { decision: 'c0ffee-marker', reason: 'x' }, 'decision'],
    ['no reason', { decision: 'accept' }, 'reason'],
    ['an empty reason', { decision: 'accept', reason: ' \n' }, 'reason'],
    ['a reason that is a number', { decision: 'accept', reason: 5 }, 'reason'],
    ['an endless reason', { decision: 'accept', reason: 'x'.repeat(1_001) }, 'reason'],
    ['a reason that steers a terminal', { decision: 'accept', reason: '\u001b[2Jc0ffee-marker' }, 'reason'],
    ['somebody else’s name', { ...accept, by: 'boss' }, 'by'],
    ['a tenant', { ...accept, tenant: 'other' }, 'tenant'],
    ['snooze without an end', { decision: 'snooze', reason: 'x' }, 'until'],
    ['snooze until yesterday', { decision: 'snooze', reason: 'x', until: '2026-11-22T12:00:00Z' }, 'until'],
    ['snooze for a century', { decision: 'snooze', reason: 'x', until: '2126-11-22T12:00:00Z' }, 'until'],
    ['snooze until some day', { decision: 'snooze', reason: 'x', until: 'c0ffee-marker' }, 'until'],
    ['accept until a time', { ...accept, until: '2026-11-30T12:00:00Z' }, 'until'],
    ['merge into nothing', { decision: 'merge', reason: 'x' }, 'into'],
    ['merge into itself', { decision: 'merge', reason: 'x', into: 'third' }, 'into'],
    ['merge into what is not there', { decision: 'merge', reason: 'x', into: 'fourth' }, 'into'],
    ['merge into another tenant’s', { decision: 'merge', reason: 'x', into: 'foreign' }, 'into'],
    ['accept into another', { ...accept, into: 'second' }, 'into'],
    ['a state that is none', { ...accept, expected: 'c0ffee-marker' }, 'expected'],
  ]
  for (const [name, body, parameter] of refused) {
    it(`refuses ${name}, and changes nothing`, async () => {
      const { post, contents } = await shared()

      const got = await post(path, body)

      expect([got.status, got.body.parameter]).toEqual([400, parameter])
      expect(got.text).not.toContain('c0ffee-marker')
      expect(contents.candidates).toContainEqual(shownCandidate({ id: 'third' }))
    })
  }

  it('refuses a body beyond any need, and every media type but JSON', async () => {
    const { post } = await serve()

    expect((await post(path, { ...accept, reason: 'x'.repeat(20_000) })).status).toBe(413)
    for (const type of [
      'text/plain',
      'application/x-www-form-urlencoded',
      'multipart/form-data; boundary=a',
      'text/json',
    ]) {
      const got = await post(path, JSON.stringify(accept), { 'content-type': type })
      expect([got.status, got.body.type]).toEqual([415, 'about:blank'])
    }
    expect((await post(path, accept, { 'content-type': 'application/json; charset=utf-8' })).status).toBe(200)
  })

  const elsewhere: readonly Readonly<Record<string, string>>[] = [
    { origin: 'https://elsewhere.example' },
    { origin: 'null' },
    { origin: 'file://' },
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
  ]
  for (const headers of elsewhere) {
    it(`refuses the page of another origin: ${JSON.stringify(headers)}`, async () => {
      const { post, contents } = await serve()

      expect((await post(path, accept, headers)).status).toBe(403)
      expect(contents.candidates).toContainEqual(shownCandidate({ id: 'third' }))
    })
  }

  it('accepts the page that we served', async () => {
    const { post, address } = await serve()

    expect((await post(path, accept, { origin: `http://${address}`, 'sec-fetch-site': 'same-origin' })).status).toBe(
      200,
    )
  })

  it('does not find a candidate that is not there', async () => {
    const { post } = await serve()

    expect((await post('/api/v1/candidates/fourth/decision', accept)).status).toBe(404)
  })
})
