import { createServer, type IncomingMessage, type OutgoingHttpHeaders, request as requestHttp } from 'node:http'
import type { AddressInfo } from 'node:net'
import { CloudEvent } from 'cloudevents'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { startApi } from '../../src/api/start-api.ts'
import type { CandidateEvent } from '../../src/candidate/event.ts'
import { createEventStream, type EventStreamLimits } from '../../src/deliver/event-stream.ts'
import { someContents } from '../api/contents.ts'
import { memoryStore } from '../api/memory-store.ts'
import { patience } from '../patience.ts'
import { someEvent } from './candidate.ts'

describe('createEventStream', () => {
  it('tells events as they come, as CloudEvents under the sequence as id', async () => {
    const { events, stream, connect } = await start()
    const client = await connect(null)

    events.push(someEvent(1))
    stream.wake()
    events.push(someEvent(2))
    stream.wake()

    await client.until(2)
    expect(client.headers['content-type']).toBe('text/event-stream; charset=utf-8')
    expect(client.headers['cache-control']).toBe('no-store')
    expect(client.ids()).toEqual([1, 2])
    expect(client.events().map((event) => new CloudEvent(event).validate())).toEqual([true, true])
    expect(client.events()[1]).toMatchObject({ id: 'event-2', data: { sequence: 2 } })
  })

  it('resumes after the last event that a client saw, none left out and none twice', async () => {
    const { events, stream, connect } = await start(eventsUpTo(250))
    const client = await connect('20')
    events.push(someEvent(251))
    stream.wake()

    await client.until(231)

    expect(client.ids()).toEqual(Array.from({ length: 231 }, (_, index) => index + 21))
  })

  it('tells only what is to come where there is no id, or none of ours', async () => {
    const { events, stream, connect } = await start(eventsUpTo(3))
    const clients = await Promise.all([null, '', 'x', '-1', '1e3', '9'.repeat(40)].map((id) => connect(id)))

    events.push(someEvent(4))
    stream.wake()

    for (const client of clients) {
      await client.until(1)
      expect(client.ids()).toEqual([4])
    }
  })

  it('begins at the first event for an id of a store that is gone', async () => {
    const { connect } = await start(eventsUpTo(3))
    const client = await connect('999')

    await client.until(3)

    expect(client.ids()).toEqual([1, 2, 3])
  })

  it('tells a tenant nothing of another one', async () => {
    const events = [someEvent(1), { ...someEvent(2), tenant: 'other' }, someEvent(3)]
    const { connect } = await start(events)
    const [mine, other] = await Promise.all([connect('0'), connect('0', 'other')])

    await Promise.all([mine.until(2), other.until(1)])

    expect(mine.ids()).toEqual([1, 3])
    expect(other.ids()).toEqual([2])
  })

  it('keeps names with line breaks inside of their event', async () => {
    const { connect } = await start([someEvent(1, { locus: 'a\n\nid: 99\ndata: forged\r\rdata: x' }), someEvent(2)])
    const client = await connect('0')

    await client.until(2)

    expect(client.ids()).toEqual([1, 2])
    expect(client.events()[0]).toMatchObject({ data: { candidate: { locus: 'a\n\nid: 99\ndata: forged\r\rdata: x' } } })
  })

  it('sends comments while nothing happens', async () => {
    const { connect } = await start([], { heartbeatMs: 5 })
    const client = await connect(null)

    await vi.waitFor(
      () =>
        expect(
          client
            .text()
            .split('\n')
            .filter((line) => line === ':').length,
        ).toBeGreaterThan(2),
      patience,
    )
  })

  it('finds by itself what nobody woke it for', async () => {
    const { events, connect } = await start([], { heartbeatMs: 5 })
    const client = await connect(null)
    events.push(someEvent(1))

    await client.until(1)
  })

  it('drops a client that does not read, with little in memory, and delays no other', async () => {
    const large = { explanation: 'x'.repeat(20_000) }
    const events = Array.from({ length: 1_000 }, (_, index) => someEvent(index + 1, large))
    const { stream, connect, buffered } = await start(events, { heartbeatMs: 1_000 })
    await connect('0', 'default', { reads: false })
    const client = await connect('0')

    await client.until(1_000)
    await vi.waitFor(() => expect(stream.clients).toBe(1), patience)

    expect(buffered.max).toBeLessThanOrEqual(256 * 1024)
    expect(client.ids()).toHaveLength(1_000)
  })

  it('drops a client as soon as more waits for it than may', async () => {
    const { stream, connect } = await start(eventsUpTo(2_000), { bufferedBytesMax: 1 })
    await connect('0', 'default', { reads: false }).catch(() => {})

    await vi.waitFor(() => expect(stream.clients).toBe(0), patience)
  })

  it('refuses clients beyond its limit with a time to come back, and takes them when others have gone', async () => {
    const { stream, connect } = await start([], { clientsMax: 2 })
    const [first] = await Promise.all([connect(null, 'a'), connect(null, 'b')])

    const refused = await connect(null, 'c')
    first.leave()
    await vi.waitFor(() => expect(stream.clients).toBe(1), patience)

    expect(refused).toMatchObject({ status: 503, headers: { 'retry-after': '5' } })
    expect((await connect(null, 'c')).status).toBe(200)
  })

  it('gives one tenant a quarter of its places, and the others to others', async () => {
    const { stream, connect } = await start([], { clientsMax: 8 })
    const [first] = await Promise.all([connect(null, 'greedy'), connect(null, 'greedy')])

    const refused = await connect(null, 'greedy')
    expect(refused).toMatchObject({
      ...{ status: 503, headers: { 'retry-after': '5', 'content-type': 'application/problem+json' } },
    })
    expect((await connect(null, 'other')).status).toBe(200)
    first.leave()
    await vi.waitFor(() => expect(stream.clients).toBe(2), patience)

    expect((await connect(null, 'greedy')).status).toBe(200)
  })

  it('asks the outbox once for all clients that are up to date', async () => {
    const { events, stream, connect, asked } = await start()
    const clients = await Promise.all(Array.from({ length: 20 }, () => connect(null)))
    const before = asked.since

    events.push(someEvent(1))
    stream.wake()
    await Promise.all(clients.map((client) => client.until(1)))

    expect(asked.since - before).toBeLessThan(10)
  })

  it('goes on when the outbox answers again', async () => {
    const { stream, connect, asked } = await start(eventsUpTo(1))
    const client = await connect('0')
    await client.until(1)
    asked.failing = true
    stream.wake()
    await vi.waitFor(() => expect(asked.failed).toBeGreaterThan(0), patience)

    asked.failing = false
    asked.events.push(someEvent(2))
    stream.wake()

    await client.until(2)
  })

  it('is served by the API, and ends with it', async () => {
    const contents = someContents()
    const store = memoryStore(contents)
    const stream = createEventStream({ outbox: store.outbox })
    onTestFinished(() => stream.close())
    const api = await startApi({ endpoint: '127.0.0.1:0', store, eventStream: stream })
    const port = Number(api.address.split(':').at(-1))
    const headers = { accept: 'text/event-stream', 'last-event-id': '1' }
    const client = await connectTo(port, '/api/v1/events', { headers })

    await client.until(3)
    await Promise.all([client.closed, api.stop()])

    expect(client.headers).toMatchObject({ 'content-type': 'text/event-stream; charset=utf-8' })
    expect(client.headers['x-content-type-options']).toBe('nosniff')
    expect(client.ids()).toEqual([2, 4, 5])
  })

  it('ends its streams when it closes, and takes no more', async () => {
    const { stream, connect } = await start()
    const client = await connect(null)

    stream.close()

    await client.closed
    expect((await connect(null)).status).toBe(503)
  })
})

function eventsUpTo(last: number): CandidateEvent[] {
  return Array.from({ length: last }, (_, index) => someEvent(index + 1))
}

/** An event stream behind a real server on loopback, over an outbox in memory. */
async function start(events: CandidateEvent[] = [], limits: Partial<EventStreamLimits> = {}) {
  const asked = { since: 0, failing: false, failed: 0, events }
  const outbox = {
    newest: async () => events.at(-1)?.sequence ?? 0,
    since: async (tenant: string, sequence: number, limit: number) => {
      asked.since += 1
      if (asked.failing) {
        asked.failed += 1
        throw new Error('store gone')
      }
      return events.filter((event) => event.tenant === tenant && event.sequence > sequence).slice(0, limit)
    },
  }
  const stream = createEventStream({ outbox, limits })
  const buffered = { max: 0 }
  const server = createServer((request, response) => {
    const [, tenant = '', lastEventId] = (request.url ?? '').split('/').map(decodeURIComponent)
    const write = response.write.bind(response)
    response.write = (chunk: string) => {
      const more = write(chunk)
      buffered.max = Math.max(buffered.max, response.writableLength)
      return more
    }
    stream.attach(response, tenant, lastEventId ?? null)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    stream.close()
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  const connect = (lastEventId: string | null, tenant = 'default', options: Connecting = {}) =>
    connectTo(port, lastEventId === null ? `/${tenant}` : `/${tenant}/${encodeURIComponent(lastEventId)}`, options)
  return { events, stream, connect, buffered, asked }
}

interface Connecting {
  readonly reads?: boolean
  readonly headers?: OutgoingHttpHeaders
}

async function connectTo(port: number, path: string, { reads = true, headers = {} }: Connecting) {
  const request = requestHttp({ host: '127.0.0.1', port, path, headers, agent: false })
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    request.on('response', resolve).on('error', reject).end()
  })
  const chunks: string[] = []
  const waiting: { readonly count: number; readonly resolve: () => void }[] = []
  let frames = 0
  let tail = ''
  const text = () => chunks.join('')
  const linesOf = (field: string) =>
    text()
      .split('\n')
      .filter((line) => line.startsWith(field))
      .map((line) => line.slice(field.length))
  const closed = new Promise<void>((resolve) => response.on('close', resolve))
  response.on('error', () => {})
  response.setEncoding('utf8')
  if (reads)
    response.on('data', (chunk: string) => {
      chunks.push(chunk)
      // Only the last line of a frame is followed by an empty one.
      frames += (tail + chunk).split('}\n\n').length - 1
      tail = (tail + chunk).slice(-2)
      for (const { count, resolve } of waiting) if (frames >= count) resolve()
    })
  return {
    ...{ status: response.statusCode, headers: response.headers, closed, text },
    ids: () => linesOf('id: ').map(Number),
    events: () => linesOf('data: ').map((line) => JSON.parse(line)),
    leave: () => request.destroy(),
    until: (count: number) =>
      new Promise<void>((resolve) => {
        if (frames >= count) resolve()
        else waiting.push({ count, resolve })
      }),
  }
}
