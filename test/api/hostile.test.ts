import { connect } from 'node:net'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { startApi } from '../../src/api/start-api.ts'
import { type Authorize, openToLoopback } from '../../src/keys/contract.ts'
import { type Page, type RunRecord, StoreUnavailable } from '../../src/store/contract.ts'
import { patience } from '../patience.ts'
import { hexId, someContents, someRecord, someRun, stormSignature } from './contents.ts'
import { getExactly } from './get-exactly.ts'
import { memoryStore } from './memory-store.ts'
import { type Got, type Served, serve, sharedServer, someKeys, withKey } from './served.ts'

const marker = 'c0ffee-marker'
const shared = sharedServer()

function expectProblem(got: Got, status: number, parameter?: string): void {
  expect(got.status).toBe(status)
  expect(got.headers.get('content-type')).toContain('application/problem+json')
  expect(got.body).toMatchObject({ type: 'about:blank', status })
  expect(got.body.title.length).toBeGreaterThan(0)
  expect(got.body.parameter).toBe(parameter)
  expect(got.text).not.toContain(marker)
}

async function expectStillServing({ get }: Served): Promise<void> {
  expect((await get('/api/v1/patterns')).status).toBe(200)
}

describe('H81, H84: parameters that are not what they should be', () => {
  const refused: readonly [string, string][] = [
    ['/api/v1/patterns?limit=-1', 'limit'],
    ['/api/v1/patterns?limit=0', 'limit'],
    ['/api/v1/patterns?limit=501', 'limit'],
    ['/api/v1/patterns?limit=1e9', 'limit'],
    ['/api/v1/patterns?limit=NaN', 'limit'],
    ['/api/v1/patterns?limit=Infinity', 'limit'],
    ['/api/v1/patterns?limit=-Infinity', 'limit'],
    ['/api/v1/patterns?limit=1e999', 'limit'],
    ['/api/v1/patterns?limit=1.5', 'limit'],
    ['/api/v1/patterns?limit=', 'limit'],
    ['/api/v1/patterns?limit=1&limit=2', 'limit'],
    ['/api/v1/patterns?limit[]=1', ''],
    [`/api/v1/patterns?sort=${marker}`, 'sort'],
    [`/api/v1/patterns?bucket=${marker}`, 'bucket'],
    [`/api/v1/patterns?signal=${marker}`, 'signal'],
    [`/api/v1/lessons?signal=${marker}`, 'signal'],
    ['/api/v1/patterns?agent=a&agent=b', 'agent'],
    ['/api/v1/patterns?agent=', 'agent'],
    [`/api/v1/patterns?agent=${'a'.repeat(257)}`, 'agent'],
    [`/api/v1/patterns?lesson=${marker}`, 'lesson'],
    ['/api/v1/patterns?search=(a%2B)%2B%24', 'search'],
    ['/api/v1/patterns?sort=runs&sort=risk', 'sort'],
    ['/api/v1/patterns?verdict=maybe', 'verdict'],
    ['/api/v1/agents?windowDays=91', 'windowDays'],
    ['/api/v1/agents?windowDays=1e9', 'windowDays'],
    ['/api/v1/events?limit=-1', 'limit'],
    ['/api/v1/dead-letters?limit=NaN', 'limit'],
    ['/api/v1/lessons?limit=1&limit=2', 'limit'],
    ['/api/v1/lessons?search=.*', 'search'],
    ['/api/v1/doctor?agent=a', 'agent'],
    ['/api/v1/patterns?__proto__=1', ''],
    [`/api/v1/patterns?%3Cscript%3E${marker}=1`, ''],
    [`/api/v1/runs?outcome=${marker}`, 'outcome'],
    [`/api/v1/runs?since=${marker}`, 'since'],
    [`/api/v1/candidates?state=${marker}`, 'state'],
    ['/api/v1/candidates?state=open&state=closed', 'state'],
    [`/api/v1/runs/${marker}`, 'runId'],
    [`/api/v1/runs/${hexId('A')}`, 'runId'],
    [`/api/v1/patterns/${hexId('a', 31)}`, 'signature'],
    [`/api/v1/traces/${marker}/runs`, 'traceId'],
    ['/api/v1/candidates/%2e%2e%2f', 'id'],
    ['/healthz?verbose=1', 'verbose'],
  ]
  for (const [path, parameter] of refused) {
    it(`refuses ${path.slice(0, 60)}`, async () => {
      const served = await shared()

      expectProblem(await served.get(path), 400, parameter === '' ? undefined : parameter)

      await expectStillServing(served)
    })
  }

  it('H84: takes an expression for a name, and the name for nothing', async () => {
    const served = await serve({ runs: [someRecord(someRun({ agent: 'a'.repeat(64) }))] })

    for (const agent of ['(a+)+$', 'a*', '.*', '%', "' OR 1=1 --"]) {
      expect((await served.get(`/api/v1/runs?agent=${encodeURIComponent(agent)}`)).body.items).toEqual([])
    }
    await expectStillServing(served)
  })

  it.each([
    ['/api/v1/runs?limit=0', 'parameter limit must be at least 1'],
    ['/api/v1/runs?limit=501', 'parameter limit must be at most 500'],
    ['/api/v1/runs?limit=ten', 'parameter limit must be a whole number'],
    ['/api/v1/runs?agent=', 'parameter agent must not be empty'],
    [`/api/v1/runs?agent=${'a'.repeat(257)}`, 'parameter agent must have at most 256 characters'],
    ['/api/v1/runs/NO', 'parameter runId must be 32 hex digits in lower case'],
    ['/api/v1/candidates/a-b', 'parameter id must be 1 to 64 letters and digits'],
    ['/api/v1/runs?cursor=%00', 'parameter cursor must be the nextCursor of this list with the same filters'],
  ])('says in words what was expected of %s', async (path, detail) => {
    expect((await (await shared()).get(path)).body.detail).toBe(detail)
  })

  it('says in words what was expected of a body', async () => {
    const { post } = await shared()
    const decide = async (body: object) => (await post('/api/v1/candidates/third/decision', body)).body.detail

    expect(await decide({ decision: 'accept', reason: '' })).toBe('parameter reason must not be empty')
    expect(await decide({ decision: 'merge', reason: 'x', into: 'a-b' })).toBe(
      'parameter into must be 1 to 64 letters and digits',
    )
    expect(await decide({ decision: 'accept', reason: 7 })).toBe('parameter reason must be a string')
  })

  it('says what was expected of a word out of a list', async () => {
    const { get } = await serve()

    expect((await get('/api/v1/runs?outcome=x')).body.detail).toBe(
      'parameter outcome must be one of completed, failed, aborted, waiting, unknown',
    )
  })
})

describe('H82: cursors', () => {
  const forged = ['x', 'AAAA', 'A'.repeat(1024), 'YXQ6MQ', 'at:1', '..%2F..', '%00']
  for (const cursor of forged) {
    it(`refuses the forged cursor ${cursor.slice(0, 20)}`, async () => {
      const served = await serve()

      expectProblem(await served.get(`/api/v1/patterns?cursor=${cursor}`), 400, 'cursor')

      await expectStillServing(served)
    })
  }

  it('refuses a cursor of another list, of other filters, or with a bit changed', async () => {
    const { get } = await serve()
    const { body } = await get('/api/v1/patterns?limit=1')
    const runs = (await get('/api/v1/runs?limit=1')).body
    const changed = `${body.nextCursor.slice(0, -2)}${body.nextCursor.endsWith('AA') ? 'BB' : 'AA'}`

    expect((await get(`/api/v1/runs?cursor=${runs.nextCursor}`)).status).toBe(200)
    expectProblem(await get(`/api/v1/candidates?cursor=${runs.nextCursor}`), 400, 'cursor')
    expectProblem(await get(`/api/v1/patterns?agent=a&cursor=${body.nextCursor}`), 400, 'cursor')
    expectProblem(await get(`/api/v1/patterns?cursor=${changed}`), 400, 'cursor')
  })

  it('accepts one with another page size, and from another replica over the same store', async () => {
    const [one, two] = [await serve(), await serve()]
    const { body } = await one.get('/api/v1/patterns?limit=1')

    expect((await two.get(`/api/v1/patterns?limit=5&cursor=${body.nextCursor}`)).body.items).toHaveLength(1)
  })
})

describe('H83: time ranges', () => {
  const counts = `/api/v1/patterns/${stormSignature}/counts`
  const refused: readonly [string, string, string][] = [
    ['reversed', 'from=2026-11-23T10:00:00Z&to=2026-11-23T09:00:00Z', 'from'],
    ['empty', 'from=2026-11-23T10:00:00Z&to=2026-11-23T10:00:00Z', 'from'],
    ['of a hundred years', 'resolution=minute&from=1926-01-01T00:00:00Z&to=2026-01-01T00:00:00Z', 'from'],
    ['of 32 days', 'resolution=day&from=2026-10-01T00:00:00Z&to=2026-11-02T00:00:00Z', 'from'],
    ['that begins on a day February does not have', 'from=2026-02-30T00:00:00Z', 'from'],
    ['in Unix time', 'from=1700000000', 'from'],
    ['without an offset', 'to=2026-11-23T10:00:00', 'to'],
    ['in words', `to=${marker}`, 'to'],
    ['with a month of ninety-nine', 'to=2026-99-01T00:00:00Z', 'to'],
    ['with an endless fraction', `to=2026-11-23T10:00:00.${'0'.repeat(60)}Z`, 'to'],
    ['given twice', 'to=2026-11-23T10:00:00Z&to=2026-11-23T11:00:00Z', 'to'],
    ['in weeks', 'resolution=week', 'resolution'],
  ]
  for (const [name, query, parameter] of refused) {
    it(`refuses a range ${name}`, async () => {
      const { get } = await shared()

      expectProblem(await get(`${counts}?${query}`), 400, parameter)
    })
  }
})

describe('requests that are not what they should be', () => {
  it('H87: refuses a name of a megabyte before any route sees it', async () => {
    const served = await serve()

    expectProblem(await served.get(`/api/v1/patterns?agent=${'a'.repeat(1_000_000)}`), 431)
    await expectStillServing(served)
  })

  it('refuses what is not HTTP', async () => {
    const served = await serve()

    expect(await sendRaw(served.address, '\x16\x03\x01\x02\x00\x01\r\n\r\n')).toMatch(
      /^HTTP\/1\.1 400 .*problem\+json/s,
    )
    await expectStillServing(served)
  })

  for (const path of [
    '/__proto__',
    '/api/v1',
    '/api/v1/../../etc/passwd',
    '/%2e%2e%2f',
    '/api/v1/%00',
    '/metrics/../x',
  ]) {
    it(`finds nothing at ${path}`, async () => {
      const served = await serve()

      expectProblem(await getExactly(served.address, path), 404)
    })
  }

  it('refuses a path that is not percent-encoded well, or has an endless id in it', async () => {
    const served = await serve()

    const malformed = await getExactly(served.address, '/api/v1/runs/%zz')
    expectProblem(malformed, 400)
    expect(malformed.headers.get('x-content-type-options')).toBe('nosniff')
    expectProblem(await getExactly(served.address, `/api/v1/runs/${'1'.repeat(5_000)}`), 400)
    await expectStillServing(served)
  })

  it('H87: refuses a name of a megabyte in a body, and reads no more than it needs to', async () => {
    const served = await serve()

    const got = await served.post('/api/v1/dead-letters/replay', { sink: 'a'.repeat(1_000_000) }).catch(() => null)

    if (got !== null) expectProblem(got, 413)
    await expectStillServing(served)
  })

  it('answers 405 to a method that a path does not have, and says which it has', async () => {
    const { address, get } = await serve()

    for (const method of ['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS']) {
      const response = await fetch(`http://${address}/api/v1/patterns`, {
        method,
        ...(method === 'OPTIONS' ? {} : { body: '<x/>', headers: { 'content-type': 'text/xml' } }),
      })
      expect([response.status, response.headers.get('allow')]).toEqual([405, 'GET, HEAD'])
      expect(response.headers.get('content-type')).toContain('application/problem+json')
      expect(response.headers.get('access-control-allow-origin')).toBeNull()
    }
    const read = await get('/api/v1/candidates/second/decision')
    expect([read.status, read.headers.get('allow')]).toEqual([405, 'POST'])
    expect((await fetch(`http://${address}/nowhere`, { method: 'POST' })).status).toBe(404)
  })

  it('answers HEAD without a body', async () => {
    const { address } = await serve()

    const response = await fetch(`http://${address}/api/v1/patterns`, { method: 'HEAD' })

    expect([response.status, await response.text()]).toEqual([200, ''])
  })

  it('answers to no name that leads here but localhost', async () => {
    const { address } = await serve()

    expectProblem(await getExactly(address, '/api/v1/runs', { host: 'rebound.example' }), 421)
    expect((await getExactly(address, '/api/v1/runs', { host: `localhost:${address.split(':')[1]}` })).status).toBe(200)
    expect((await getExactly(address, '/api/v1/runs', { host: '[::1]:4319' })).status).toBe(200)
  })
})

describe('every answer', () => {
  it('carries the security headers and allows no other origin', async () => {
    const { get } = await serve()

    for (const path of ['/', '/healthz', '/api/v1/runs', '/openapi.json', '/nowhere', '/api/v1/runs?limit=-1']) {
      const { headers } = await get(path)
      expect(headers.get('x-content-type-options')).toBe('nosniff')
      expect(headers.get('content-security-policy')).toMatch(/^default-src 'none'/)
      expect(headers.get('access-control-allow-origin')).toBeNull()
    }
  })

  it('is JSON text where names hold markup', async () => {
    const contents = someContents()
    const candidates = contents.candidates.map((candidate) => ({ ...candidate, locus: '<img src=x onerror=alert(1)>' }))
    const { get } = await serve({ candidates })

    const { headers, body } = await get('/api/v1/candidates')

    expect(headers.get('content-type')).toBe('application/json; charset=utf-8')
    expect(body.items[0].locus).toBe('<img src=x onerror=alert(1)>')
  })
})

describe('failures behind the API', () => {
  it('answers 503 and when to come again while the store is unavailable', async () => {
    const { get } = await serve({ failure: new StoreUnavailable(marker) })

    const got = await get('/api/v1/runs')

    expectProblem(got, 503)
    expect(got.headers.get('retry-after')).toBe('1')
    expect((await get('/healthz')).status).toBe(200)
  })

  it('answers 500 to a bug, tells the log and not the client', async () => {
    const reported: unknown[] = []
    const failure = new Error(marker)
    const { get } = await serve({ failure }, { report: (error) => reported.push(error) })

    expectProblem(await get('/api/v1/runs'), 500)
    expect(reported).toEqual([failure])
  })
})

describe('many questions at once', () => {
  it('puts eight to the store, lets a few wait, asks the others to come again, and then answers them', async () => {
    const { get, answered, asked, held } = await servedSlowly()
    const asks = (tenant: string, count: number) =>
      Array.from({ length: count }, () => get('/api/v1/runs', withKey(`${tenant}-read`)))
    const waiting = asks('default', 4 + 16)
    const others = asks('other', 4)
    await vi.waitFor(() => expect(asked()).toBe(24), patience)
    expect(held).toHaveLength(8)

    const beyond = await get('/api/v1/patterns', withKey('default-read'))
    expectProblem(beyond, 503)
    expect(beyond.headers.get('retry-after')).toBe('1')
    expect((await get('/healthz')).status).toBe(200)
    answered()

    expect((await Promise.all([...waiting, ...others])).map(({ status }) => status)).toEqual(Array(24).fill(200))
    expect((await get('/api/v1/patterns', withKey('default-read'))).status).toBe(200)
  })

  it('leaves half of the places to other tenants, however much one asks', async () => {
    const { get, answered, asked, held } = await servedSlowly()
    const greedy = Array.from({ length: 40 }, () => get('/api/v1/runs', withKey('default-read')))
    await vi.waitFor(() => expect(asked()).toBe(40), patience)
    expect(held).toHaveLength(4)

    const others = Array.from({ length: 4 }, () => get('/api/v1/patterns', withKey('other-read')))

    expect((await Promise.all(others)).map(({ status }) => status)).toEqual(Array(4).fill(200))
    expect(held).toHaveLength(4)
    answered()
    const statuses = (await Promise.all(greedy)).map(({ status }) => status)
    expect(statuses.filter((status) => status === 200)).toHaveLength(20)
    expect(statuses.filter((status) => status === 503)).toHaveLength(20)
  })

  it('gives the places of questions back that failed', async () => {
    const { get, contents } = await serve({ failure: new StoreUnavailable(marker) })

    for (let time = 0; time < 10; time++) expectProblem(await get('/api/v1/runs'), 503)
    contents.failure = null

    expect((await get('/api/v1/runs')).status).toBe(200)
  })
})

/** Lists of runs are answered when the test says so. */
async function servedSlowly() {
  const store = memoryStore(someContents())
  const held: (() => void)[] = []
  let answering = false
  const list = () =>
    new Promise<Page<RunRecord>>((resolve) => {
      const answer = () => resolve({ items: [], nextCursor: null })
      if (answering) answer()
      else held.push(answer)
    })
  const answered = () => {
    answering = true
    for (const answer of held) answer()
  }
  const { authorize = openToLoopback } = someKeys()
  let questions = 0
  const counting: Authorize = (...credential) => {
    questions += 1
    return authorize(...credential)
  }
  const options = { store: { ...store, runs: { ...store.runs, list } }, authorize: counting }
  /** Questions that have come, answered or not. */
  const asked = () => questions
  return { ...(await serve({}, options)), answered, asked, held }
}

describe('connections that ask nothing', () => {
  it('keep no probe out, however many there are', async () => {
    const { address, get } = await serve()
    const [host = '', port = ''] = address.split(':')
    const idle = Array.from({ length: 1_100 }, () => connect(Number(port), host).on('error', () => {}))
    onTestFinished(() => {
      for (const socket of idle) socket.destroy()
    })
    await Promise.all(
      idle.map((socket) => new Promise((resolve) => socket.once('connect', resolve).once('close', resolve))),
    )

    expect((await get('/livez')).status).toBe(200)
  })
})

describe('the endpoint', () => {
  for (const endpoint of [
    '0.0.0.0:0',
    '192.0.2.1:4319',
    '[::]:0',
    'example.com:80',
    '127.0.0.1',
    ':4319',
    'localhost:99999',
  ]) {
    it(`refuses to start on ${endpoint} and names it`, async () => {
      const starting = startApi({ endpoint, store: memoryStore(someContents()) })

      await expect(starting).rejects.toThrow(endpoint)
    })
  }

  it('says where it listens, and that a port is taken', async () => {
    const { address } = await serve()

    expect(address).toMatch(/^127\.0\.0\.1:\d+$/)
    await expect(startApi({ endpoint: address, store: memoryStore(someContents()) })).rejects.toThrow(/EADDRINUSE/)
  })

  it('stops serving when it is stopped', async () => {
    const api = await startApi({ endpoint: 'localhost:0', store: memoryStore(someContents()) })
    await fetch(`http://${api.address}/healthz`)

    await api.stop()

    await expect(fetch(`http://${api.address}/healthz`)).rejects.toThrow()
  })
})

function sendRaw(address: string, text: string): Promise<string> {
  const [host, port] = address.split(':')
  return new Promise((resolve, reject) => {
    let answer = ''
    const socket = connect(Number(port), host, () => socket.write(text))
    socket.setEncoding('utf8').on('data', (chunk) => {
      answer += chunk
    })
    socket.on('close', () => resolve(answer)).on('error', reject)
  })
}
