import Fastify from 'fastify'
import { describe, expect, it } from 'vitest'
import { authorizeRequests } from '../../src/api/asker.ts'
import { routes } from '../../src/api/routes.ts'
import { startApi } from '../../src/api/start-api.ts'
import { openToLoopback } from '../../src/keys/contract.ts'
import { hexId, someContents, stormSignature } from './contents.ts'
import { getExactly } from './get-exactly.ts'
import { memoryStore } from './memory-store.ts'
import { serve, sharedServer, someKeys, withKey } from './served.ts'

/** A path of the route that is there. */
function pathOf(url: string): string {
  return url
    .replace(':signature', stormSignature)
    .replace(':runId', hexId('1'))
    .replace(':traceId', hexId('d'))
    .replace(':id', 'third')
}

const guarded = routes.filter(({ permission }) => permission !== 'none')

describe('permissions of routes', () => {
  it('are declared by every route; only health needs none', () => {
    const free = routes.filter(({ permission }) => permission === 'none').map(({ url }) => url)

    expect(free).toEqual(['/healthz', '/livez', '/readyz'])
    expect(routes.every(({ permission }) => permission !== undefined)).toBe(true)
  })

  it('stop the start where a route declares none', () => {
    const app = Fastify()
    authorizeRequests(app, openToLoopback)

    expect(() => app.get('/api/v1/forgotten', () => 'seen')).toThrow('/api/v1/forgotten declares no permission')
  })

  it('guard every change with more than read', () => {
    const changes = routes.filter(({ method }) => method !== 'GET')

    expect(changes.map(({ url, permission }) => [url, permission])).toEqual([
      ['/api/v1/candidates/:id/decision', 'review'],
      ['/api/v1/dead-letters/replay', 'admin'],
    ])
  })
})

describe('with keys', () => {
  const shared = sharedServer(someKeys())

  for (const { url, method, permission } of guarded) {
    it(`${method} ${url} is 401 without a known key and 403 with one that does not permit ${permission}`, async () => {
      const { get, post } = await shared()
      const ask = (headers: Readonly<Record<string, string>>) =>
        method === 'GET' ? get(pathOf(url), headers) : post(pathOf(url), { sink: 'hook' }, headers)

      for (const headers of [{}, { authorization: 'Bearer nobody-knows-this-key' }, { authorization: 'Basic YTpi' }]) {
        const missing = await ask(headers)
        expect(missing.status).toBe(401)
        expect(missing.headers.get('www-authenticate')).toBe('Bearer')
        expect(missing.headers.get('content-type')).toContain('application/problem+json')
        expect(missing.text).not.toContain('nobody-knows')
      }
      expect((await ask(withKey('default-ingest'))).status).toBe(403)
      expect([401, 403]).not.toContain((await ask(withKey('default-admin'))).status)
    })
  }

  it('accepts x-api-key as well', async () => {
    const { get } = await serve({}, someKeys())

    const { authorization = '' } = withKey('default-read')
    expect((await get('/api/v1/runs', { 'x-api-key': authorization.replace('Bearer ', '') })).status).toBe(200)
  })

  it('answers health, the page and the description to anybody', async () => {
    const { get } = await serve({}, someKeys())

    for (const path of ['/healthz', '/livez', '/readyz', '/', '/openapi.json'])
      expect((await get(path)).status).toBe(200)
  })

  it('answers to any host name, since a page that is rebound has no key', async () => {
    const [keyed, open] = [await serve({}, someKeys()), await serve()]
    const host = 'promontory.example'

    expect((await getExactly(keyed.address, '/api/v1/runs', { ...withKey('default-read'), host })).status).toBe(200)
    expect((await getExactly(open.address, '/api/v1/runs', { host })).status).toBe(421)
  })

  it('may be served on any address', async () => {
    const api = await startApi({ endpoint: '0.0.0.0:0', store: memoryStore(someContents()), ...someKeys() })

    const port = api.address.split(':')[1]
    expect(api.address).toBe(`0.0.0.0:${port}`)
    expect((await fetch(`http://127.0.0.1:${port}/healthz`)).status).toBe(200)
    await api.stop()
  })

  for (const endpoint of ['', ':1', 'a b:1', '127.0.0.1', '127.0.0.1:99999', '::1:80', 'user@127.0.0.1:80', 'x/y:1']) {
    it(`refuses the endpoint "${endpoint}" with what was expected`, async () => {
      const starting = startApi({ endpoint, store: memoryStore(someContents()), ...someKeys() })

      await expect(starting).rejects.toThrow(`endpoint "${endpoint}" cannot be read: expected host:port`)
    })
  }
})

describe('another tenant', () => {
  it('finds nothing of the first one under any id, and its own', async () => {
    const { get } = await serve({}, someKeys())
    const key = withKey('other-admin')

    for (const { url, method } of guarded.filter(({ url }) => url.includes(':'))) {
      if (method === 'GET') expect((await get(pathOf(url), key)).status).toBe(404)
    }
    expect((await get(`/api/v1/runs/${hexId('4')}`, key)).status).toBe(200)
    expect((await get('/api/v1/candidates/foreign', key)).body.state).toBe('open')
  })

  it('lists only what is its own', async () => {
    const { get } = await serve({}, someKeys())
    const key = withKey('other-admin')
    const items = async (path: string) => (await get(path, key)).body.items

    expect(await items('/api/v1/runs')).toMatchObject([{ runId: hexId('4') }])
    expect(await items('/api/v1/patterns')).toMatchObject([{ signature: hexId('9') }])
    expect(await items('/api/v1/candidates')).toMatchObject([{ id: 'foreign' }])
    expect(await items('/api/v1/events')).toMatchObject([{ sequence: 3 }])
    expect(await items('/api/v1/dead-letters')).toMatchObject([{ sequence: 3 }])
    expect(await items('/api/v1/lessons')).toEqual([])
    expect(await items('/api/v1/agents')).toEqual([])
    expect((await get('/api/v1/doctor', key)).body.runs).toBe(1)
  })

  it('decides and replays nothing of the first one', async () => {
    const { post, contents } = await serve({}, someKeys())
    const key = withKey('other-admin')

    expect((await post('/api/v1/candidates/third/decision', { decision: 'accept', reason: 'x' }, key)).status).toBe(404)
    expect((await post('/api/v1/dead-letters/replay', { sink: 'hook', sequence: 2 }, key)).status).toBe(404)
    expect((await post('/api/v1/dead-letters/replay', { sink: 'hook' }, key)).body).toEqual({ replayed: 1 })
    expect(contents.deadLetters.map(({ event }) => event.tenant)).toEqual(['default', 'default', 'default'])
  })

  it('cannot use a cursor of the first one', async () => {
    const { get } = await serve({}, someKeys())
    const { nextCursor } = (await get('/api/v1/runs?limit=1', withKey('default-read'))).body

    expect((await get(`/api/v1/runs?cursor=${nextCursor}`, withKey('default-read'))).status).toBe(200)
    expect((await get(`/api/v1/runs?cursor=${nextCursor}`, withKey('other-read'))).status).toBe(400)
  })

  it('H89: is named by the key alone, whatever a request says', async () => {
    const { get } = await serve({}, someKeys())

    for (const tenant of ['other', '__proto__', '../other', '{other}', 'a'.repeat(2_000)]) {
      const claimed = { 'x-tenant': tenant, 'x-scope-orgid': tenant, ...withKey('default-read') }
      expect((await get(`/api/v1/runs/${hexId('4')}`, claimed)).status).toBe(404)
      expect((await get(`/api/v1/runs?tenant=${encodeURIComponent(tenant)}`, claimed)).status).toBe(400)
    }
  })
})
