import type { ServerResponse } from 'node:http'
import type { OutboxStore } from '../store/contract.ts'
import { type EventFrame, eventFrame } from './event-frame.ts'
import { sharedReads } from './shared-reads.ts'
import { type StreamClient, startStreamClient } from './stream-client.ts'

export interface EventStreamLimits {
  /** Of all tenants; one tenant has a quarter of the places at most. */
  readonly clientsMax: number
  /** What may wait in memory for one client; whoever is further behind is dropped, and resumes where it was. */
  readonly bufferedBytesMax: number
  /** How often a comment keeps idle connections open. A client that took nothing in between is dropped. */
  readonly heartbeatMs: number
  /** Events read from the outbox at once. */
  readonly batchMax: number
}

export const eventStreamLimits: EventStreamLimits = {
  clientsMax: 200,
  bufferedBytesMax: 256 * 1024,
  heartbeatMs: 15_000,
  batchMax: 100,
}

export interface EventStreamDeps {
  readonly outbox: Pick<OutboxStore, 'since' | 'newest'>
  readonly limits?: Partial<EventStreamLimits>
}

export interface EventStream {
  /**
   * Takes over a response whose headers are not sent yet. Tells the tenant's events after this id, old ones first, then
   * as they come; only what is to come where there is no id, or none that can be read.
   */
  attach(response: ServerResponse, tenant: string, lastEventId: string | null): void
  /** There are new events. */
  wake(): void
  /** Ends every stream; its client comes again with the id of the last event it saw. */
  close(): void
  /** Clients at the moment. */
  readonly clients: number
}

/** Events as server-sent events (https://html.spec.whatwg.org/multipage/server-sent-events.html). */
export function createEventStream({ outbox, limits: changed }: EventStreamDeps): EventStream {
  const limits = { ...eventStreamLimits, ...changed }
  const clients = new Map<StreamClient, string>()
  const ofOneMax = Math.max(1, Math.floor(limits.clientsMax / 4))
  const full = (tenant: string) => {
    const ofTenant = [...clients.values()].filter((one) => one === tenant)
    return clients.size >= limits.clientsMax || ofTenant.length >= ofOneMax
  }
  // Clients that are up to date all ask the same question when an event comes.
  const read = sharedReads((tenant, after) => readFrames(outbox, tenant, after, limits.batchMax))
  const heartbeat = setInterval(() => {
    for (const client of clients.keys()) client.beat()
  }, limits.heartbeatMs)
  heartbeat.unref()
  let closed = false
  return {
    get clients() {
      return clients.size
    },
    attach: (response, tenant, lastEventId) => {
      if (closed || full(tenant)) return refuse(response, closed)
      const client = startStreamClient(response, {
        ...{ bufferedBytesMax: limits.bufferedBytesMax, read: (after) => read(tenant, after) },
        begin: () => beginning(lastEventId, tenant, outbox),
      })
      clients.set(client, tenant)
      response.once('close', () => clients.delete(client))
      if (response.destroyed) clients.delete(client)
    },
    wake: () => {
      for (const client of clients.keys()) client.wake()
    },
    close: () => {
      closed = true
      clearInterval(heartbeat)
      for (const client of clients.keys()) client.end()
    },
  }
}

async function readFrames(
  outbox: EventStreamDeps['outbox'],
  tenant: string,
  after: number,
  limit: number,
): Promise<readonly EventFrame[]> {
  return (await outbox.since(tenant, after, limit)).map(eventFrame)
}

/** An id above all there are is of a store that is gone: its client has seen nothing of this one. */
async function beginning(
  lastEventId: string | null,
  tenant: string,
  outbox: EventStreamDeps['outbox'],
): Promise<number> {
  const newest = await outbox.newest(tenant)
  if (lastEventId === null || !/^\d{1,15}$/.test(lastEventId)) return newest
  return Number(lastEventId) > newest ? 0 : Number(lastEventId)
}

function refuse(response: ServerResponse, closed: boolean): void {
  const detail = closed ? 'the service is stopping' : 'as many event streams are open as there may be'
  response.writeHead(503, { 'content-type': 'application/problem+json', 'retry-after': '5' })
  response.end(JSON.stringify({ type: 'about:blank', title: 'Service Unavailable', status: 503, detail }))
}
