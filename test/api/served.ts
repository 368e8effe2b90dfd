import { afterAll, afterEach } from 'vitest'
import { type Api, type ApiOptions, startApi } from '../../src/api/start-api.ts'
import { riseDays, riseHours, riseOf } from '../../src/decide/rise.ts'
import { accessOf, authorizeBy } from '../../src/keys/authorize.ts'
import { permissions } from '../../src/keys/contract.ts'
import { explainSignature } from '../../src/sign/explain-signature.ts'
import { nowMs } from '../decide/evidence.ts'
import { catalogue, someContents } from './contents.ts'
import { type Contents, memoryStore } from './memory-store.ts'

const judgeRise = { spans: { hours: riseHours, days: riseDays }, judge: riseOf }
const running: Api[] = []
afterEach(async () => {
  for (const api of running.splice(0)) await api.stop()
})

export interface Served {
  readonly address: string
  readonly contents: Contents
  get(path: string, headers?: Readonly<Record<string, string>>): Promise<Got>
  /** JSON unless it is a text already. */
  post(path: string, body: unknown, headers?: Readonly<Record<string, string>>): Promise<Got>
}

export interface Got {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  // biome-ignore lint/suspicious/noExplicitAny: what a client sees before it knows the shape
  readonly body: any
}

/** The API over real HTTP on a free port, over a store in memory; stopped after the test. */
export async function serve(change: Partial<Contents> = {}, options: Partial<ApiOptions> = {}): Promise<Served> {
  const { api, served } = await start({ ...someContents(), ...change }, options)
  running.push(api)
  return served
}

/** One for all tests of a file that change nothing in it. */
export function sharedServer(options: Partial<ApiOptions> = {}): () => Promise<Served> {
  let started: ReturnType<typeof start> | null = null
  afterAll(async () => (await started)?.api.stop())
  return async () => {
    started ??= start(someContents(), options)
    return (await started).served
  }
}

async function start(contents: Contents, options: Partial<ApiOptions>) {
  const store = memoryStore(contents)
  const known = { store, signals: catalogue, explainSignature, judgeRise, nowMs: () => nowMs }
  const api = await startApi({ endpoint: '127.0.0.1:0', ...known, ...options })
  return { api, served: servedBy(api.address, contents) }
}

function servedBy(address: string, contents: Contents): Served {
  const base = `http://${address}`
  return {
    ...{ address, contents },
    get: (path, headers = {}) => ask(`${base}${path}`, { headers }),
    post: (path, body, headers = {}) =>
      ask(`${base}${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      }),
  }
}

async function ask(url: string, init: RequestInit): Promise<Got> {
  const response = await fetch(url, init)
  const text = await response.text()
  const isJson = /json/.test(response.headers.get('content-type') ?? '')
  return { status: response.status, headers: response.headers, text, body: isJson ? JSON.parse(text) : null }
}

const secretOf = (name: string) => `secret-of-${name}-for-tests`

/** Keys of two tenants, one for each permission; a tenant's key is called after both. */
export function someKeys(): Pick<ApiOptions, 'authorize'> {
  const keys = ['default', 'other'].flatMap((tenant) =>
    permissions.map((permission) => {
      const name = `${tenant}-${permission}`
      return { name, tenant, permissions: [permission], secret: secretOf(name) }
    }),
  )
  return { authorize: authorizeBy(accessOf(keys)) }
}

export function withKey(name: string): Readonly<Record<string, string>> {
  return { authorization: `Bearer ${secretOf(name)}` }
}
