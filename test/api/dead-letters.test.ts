import { describe, expect, it } from 'vitest'
import { serve } from './served.ts'

describe('GET /api/v1/dead-letters', () => {
  it('lists events that a sink could not be told, with why', async () => {
    const { get } = await serve()

    const { body } = await get('/api/v1/dead-letters?sink=hook')

    expect(body.items).toMatchObject([{ sequence: 2 }, { sequence: 4 }])
    expect(body.items[0]).toMatchObject({
      ...{ sink: 'hook', eventId: 'event-2', attempts: 8, reason: 'it answered 500' },
      ...{ diedAt: '2026-11-23T12:00:00.000Z', candidateId: 'abcdefgh234567' },
    })
    expect((await get('/api/v1/dead-letters?limit=2')).body.nextCursor).not.toBeNull()
  })
})

describe('POST /api/v1/dead-letters/replay', () => {
  const path = '/api/v1/dead-letters/replay'

  it('revives one event of a sink, once', async () => {
    let deliveries = 0
    const { post, contents } = await serve({}, { changed: () => deliveries++ })

    expect((await post(path, { sink: 'hook', sequence: 4 })).body).toEqual({ replayed: 1 })
    expect((await post(path, { sink: 'hook', sequence: 4 })).status).toBe(404)
    expect(contents.deadLetters).toHaveLength(3)
    expect(deliveries).toBe(1)
  })

  it('revives all of a sink, and none again', async () => {
    const { post, get } = await serve()

    expect((await post(path, { sink: 'hook' })).body).toEqual({ replayed: 2 })
    expect((await post(path, { sink: 'hook' })).body).toEqual({ replayed: 0 })
    expect((await get('/api/v1/dead-letters')).body.items).toMatchObject([{ sink: 'log' }])
  })

  for (const body of [{}, { sink: '' }, { sink: 'hook', sequence: -1 }, { sink: 'hook', sequence: '4' }]) {
    it(`refuses ${JSON.stringify(body)}`, async () => {
      const { post, contents } = await serve()

      expect((await post(path, body)).status).toBe(400)
      expect(contents.deadLetters).toHaveLength(4)
    })
  }
})
