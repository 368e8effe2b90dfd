import type { ServerResponse } from 'node:http'
import { describe, expect, it } from 'vitest'
import type { EventStream } from '../../src/api/api-deps.ts'
import { startApi } from '../../src/api/start-api.ts'
import { someContents } from './contents.ts'
import { memoryStore } from './memory-store.ts'
import { serve, someKeys, withKey } from './served.ts'

const sequences = (items: readonly { readonly sequence: number }[]) => items.map(({ sequence }) => sequence)

describe('GET /api/v1/events', () => {
  it('lists the tenant’s events after a sequence, oldest first, page by page to the end', async () => {
    const { get } = await serve()

    const first = (await get('/api/v1/events?after=1&limit=2')).body
    const second = (await get(`/api/v1/events?after=1&limit=2&cursor=${first.nextCursor}`)).body

    expect(sequences(first.items)).toEqual([2, 4])
    expect(sequences(second.items)).toEqual([5])
    expect(second.nextCursor).toBeNull()
    expect(first.items[0]).toMatchObject({
      ...{ id: 'event-2', type: 'promontory.candidate.opened', time: '2026-11-23T12:00:00.000Z' },
      ...{ candidate: { agent: 'support-agent' }, scorecard: { answer: 'promote' } },
    })
  })

  for (const after of ['-1', '1.5', '1e99', 'NaN', '']) {
    it(`refuses to begin after "${after}"`, async () => {
      const { get } = await serve()

      expect((await get(`/api/v1/events?after=${after}`)).body).toMatchObject({ status: 400, parameter: 'after' })
    })
  }
})

describe('GET /api/v1/events as a stream', () => {
  const accept = { accept: 'text/event-stream' }

  it('hands the response over, with the tenant of the key and where to go on', async () => {
    const stream = rememberingStream()
    const { get } = await serve({}, { eventStream: stream, ...someKeys() })

    const answer = await get('/api/v1/events', { ...accept, ...withKey('other-read'), 'last-event-id': '7' })

    expect(stream.attached).toEqual([['other', '7']])
    expect(answer.text).toBe('id: 8\ndata: {}\n\n')
    expect(answer.headers.get('content-type')).toBe('text/event-stream')
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff')
    expect(answer.headers.get('cache-control')).toBe('no-store')
  })

  it('begins after the sequence asked for, or with what is to come', async () => {
    const stream = rememberingStream()
    const { get } = await serve({}, { eventStream: stream })

    await get('/api/v1/events?after=3', accept)
    await get('/api/v1/events', { accept: 'text/html, text/event-stream;q=0.9' })

    expect(stream.attached).toEqual([
      ['default', '3'],
      ['default', null],
    ])
  })

  for (const id of ['x', '-1', '1.5', '1, 2', '9'.repeat(16), '0x1']) {
    it(`refuses the Last-Event-ID ${id}`, async () => {
      const stream = rememberingStream()
      const { get } = await serve({}, { eventStream: stream })

      expect((await get('/api/v1/events', { ...accept, 'last-event-id': id })).status).toBe(400)
      expect(stream.attached).toEqual([])
    })
  }

  it('needs a key as the list does', async () => {
    const stream = rememberingStream()
    const { get } = await serve({}, { eventStream: stream, ...someKeys() })

    expect((await get('/api/v1/events', accept)).status).toBe(401)
    expect(stream.attached).toEqual([])
  })

  it('says that there is none where nobody streams', async () => {
    const { get } = await serve()

    expect((await get('/api/v1/events', accept)).status).toBe(406)
  })

  it('is not opened by HEAD', async () => {
    const stream = rememberingStream()
    const { address } = await serve({}, { eventStream: stream })

    const response = await fetch(`http://${address}/api/v1/events`, { method: 'HEAD', headers: accept })

    expect(response.status).toBe(200)
    expect(stream.attached).toEqual([])
  })

  it('holds no place of a query, however many are open', async () => {
    const { address, get } = await serve({}, { eventStream: openStream() })
    const opened = await Promise.all(
      Array.from({ length: 20 }, () => fetch(`http://${address}/api/v1/events`, { headers: accept })),
    )

    expect(opened.map(({ status }) => status)).toEqual(Array(20).fill(200))
    expect((await get('/api/v1/events')).status).toBe(200)
    for (const { body } of opened) await body?.cancel()
  })

  it('ends when the API stops', async () => {
    const store = memoryStore(someContents())
    const api = await startApi({ endpoint: '127.0.0.1:0', store, eventStream: openStream() })
    const response = await fetch(`http://${api.address}/api/v1/events`, { headers: accept })

    const [text] = await Promise.all([response.text(), api.stop()])

    expect(text).toBe(': here\n\n')
  })
})

/** Tells one event and ends. */
function rememberingStream(): EventStream & { readonly attached: (readonly [string, string | null])[] } {
  const attached: (readonly [string, string | null])[] = []
  return {
    attached,
    attach: (response, tenant, lastEventId) => {
      attached.push([tenant, lastEventId])
      begin(response).end('id: 8\ndata: {}\n\n')
    },
  }
}

/** Stays open. */
function openStream(): EventStream {
  return { attach: (response) => void begin(response).write(': here\n\n') }
}

function begin(response: ServerResponse): ServerResponse {
  return response.writeHead(200, { 'content-type': 'text/event-stream' })
}
