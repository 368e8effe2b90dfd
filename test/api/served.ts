import { afterEach } from 'vitest'
import { type Api, type ApiOptions, startApi } from '../../src/api/start-api.ts'
import { nowMs } from '../decide/evidence.ts'
import { someContents } from './contents.ts'
import { type Contents, memoryStore } from './memory-store.ts'

const running: Api[] = []
afterEach(async () => {
  for (const api of running.splice(0)) await api.stop()
})

export interface Served {
  readonly address: string
  readonly contents: Contents
  get(path: string): Promise<Got>
}

export interface Got {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  // biome-ignore lint/suspicious/noExplicitAny: what a client sees before it knows the shape
  readonly body: any
}

/** The API over real HTTP on a free port, reading from memory; stopped after the test. */
export async function serve(change: Partial<Contents> = {}, options: Partial<ApiOptions> = {}): Promise<Served> {
  const contents = { ...someContents(), ...change }
  const store = memoryStore(contents)
  const api = await startApi({ endpoint: '127.0.0.1:0', store, nowMs: () => nowMs, ...options })
  running.push(api)
  return { address: api.address, contents, get: (path) => get(`http://${api.address}${path}`) }
}

async function get(url: string): Promise<Got> {
  const response = await fetch(url)
  const text = await response.text()
  const isJson = /json/.test(response.headers.get('content-type') ?? '')
  return { status: response.status, headers: response.headers, text, body: isJson ? JSON.parse(text) : null }
}
