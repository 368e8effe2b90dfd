import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Schema from 'typebox/schema'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { routes } from '../../src/api/routes.ts'
import type { Store } from '../../src/store/contract.ts'
import { openEmbeddedStore } from '../../src/store/embedded/open.ts'
import { contribution, day, hour, judge, noon, openCandidate, pattern, tenant } from '../store/builders.ts'
import { serve } from './served.ts'

let folder: string
let store: Store
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'promontory-'))
  store = await openEmbeddedStore({ path: join(folder, 'store.db'), settleMs: 0, idleMs: 0 })
})
afterEach(async () => {
  await store.close()
  await rm(folder, { recursive: true })
})

/** Every key is known and is the tenant's. */
function served() {
  return serve({}, { store, nowMs: () => noon, authorize: (by = 'nobody') => ({ kind: 'ok', tenant, by }) })
}

describe('the API over the embedded store', () => {
  it('answers every list and summary as it is described', async () => {
    await openCandidate(store, 'a'.repeat(32))
    const { get } = await served()

    for (const { url, answer } of routes.filter(({ url, method }) => method === 'GET' && /^\/api\/[^:]+$/.test(url))) {
      const { status, body } = await get(url)
      expect([url, status]).toEqual([url, 200])
      expect(Schema.Errors(answer, body)).toEqual([true, []])
    }
    for (const sort of ['runs', 'lastSeen', 'cost', 'risk', 'rise']) {
      expect((await get(`/api/v1/patterns?sort=${sort}&verdict=watch`)).body.items).toHaveLength(1)
    }
  })

  it('tells that the rate of a lesson rises, over all its signatures', async () => {
    const carrying = (signature: string) => pattern(signature.repeat(32), { lesson: 'f'.repeat(32) })
    const before = Array.from({ length: 7 * 24 }, (_, i) =>
      contribution(`before-${i}`, i % 50 === 0 ? [carrying('a')] : [], { countedAtMs: noon - day - i * hour }),
    )
    const today = Array.from({ length: 24 }, (_, i) =>
      contribution(`today-${i}`, i % 2 === 0 ? [carrying(i % 4 === 0 ? 'a' : 'b')] : [], { countedAtMs: noon - i }),
    )
    await judge(store, 't', { ledger: [...before, ...today] })
    const { get } = await served()

    expect((await get(`/api/v1/patterns/${'b'.repeat(32)}`)).body.rise).toEqual({
      kind: 'sudden',
      evidence: '12 of 24 runs in the last 24 hours, 4 of 168 runs in the week before',
    })
  })

  it('H90: lets one of two people who decide at once win, and tells of it once', async () => {
    const { id } = await openCandidate(store, 'a'.repeat(32))
    const { get, post } = await served()
    const decide = (decision: string, by: string) =>
      post(`/api/v1/candidates/${id}/decision`, { decision, reason: 'because' }, { authorization: by })

    const answers = await Promise.all([decide('accept', 'anna'), decide('reject', 'ben'), decide('reject', 'carl')])

    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409])
    const { body } = await get(`/api/v1/candidates/${id}`)
    expect(body.reviews).toHaveLength(1)
    expect(new Set(answers.map((answer) => answer.body.state))).toEqual(new Set([body.state]))
    expect((await get('/api/v1/events')).body.items).toHaveLength(2)
  })

  it('replays what a sink could not be told', async () => {
    await openCandidate(store, 'a'.repeat(32))
    const [event] = await store.outbox.pending('hook', 10)
    const sequence = event?.sequence ?? 0
    await store.outbox.bury('hook', { tenant, sequence }, 'it answered 500', 8, noon)
    const { get, post } = await served()

    expect((await get('/api/v1/dead-letters')).body.items).toMatchObject([{ sink: 'hook', sequence, attempts: 8 }])
    expect((await post('/api/v1/dead-letters/replay', { sink: 'hook', sequence })).body).toEqual({ replayed: 1 })
    expect((await get('/api/v1/dead-letters')).body.items).toEqual([])
    expect(await store.outbox.pending('hook', 10)).toMatchObject([{ sequence }])
  })
})
