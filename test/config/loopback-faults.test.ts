import { expect, test } from 'vitest'
import { faultLine } from '../../src/config/fault.ts'
import { loadConfig } from '../../src/config/load-config.ts'

const key = { name: 'agent', tenant: 'acme', permissions: ['ingest'], secret: 'hunter2-hunter2-hunter2' }

function linesOf(content: unknown, env: Record<string, string> = {}): readonly string[] {
  const loaded = loadConfig({ path: 'p.yaml', env, readFile: () => JSON.stringify(content) })
  return loaded.ok ? [] : loaded.faults.map(faultLine)
}

const everyInterface = {
  otlp: { grpc: { endpoint: '0.0.0.0:4317' }, http: { endpoint: '[::]:4318' } },
  api: { endpoint: 'agents.example:4319' },
}

test('without keys every endpoint that others could reach is a fault, together with all other faults', () => {
  expect(linesOf({ ...everyInterface, run: { settle: 'soon' } })).toEqual([
    'run.settle: saw "soon", expected a duration from 0ms to 1h such as 15s',
    'otlp.grpc.endpoint: saw "0.0.0.0:4317", expected keys to be set, or a loopback address such as 127.0.0.1',
    'otlp.http.endpoint: saw "[::]:4318", expected keys to be set, or a loopback address such as 127.0.0.1',
    'api.endpoint: saw "agents.example:4319", expected keys to be set, or a loopback address such as 127.0.0.1',
  ])
})

test('the variable that an endpoint comes from is named', () => {
  expect(linesOf({}, { API_ENDPOINT: '0.0.0.0:4319' })).toEqual([
    'api.endpoint: saw "0.0.0.0:4319" in API_ENDPOINT, expected keys to be set, or a loopback address such as 127.0.0.1',
  ])
})

test('with keys any address may be served', () => {
  expect(linesOf({ ...everyInterface, keys: [key] })).toEqual([])
})

test('keys with faults are not told to be missing as well', () => {
  expect(linesOf({ ...everyInterface, keys: [{ ...key, tenant: '' }] })).toEqual([
    expect.stringContaining('keys[0].tenant'),
  ])
})

test.each(['127.0.0.1:0', '127.8.9.10:1', '[::1]:4319', 'localhost:4319'])(
  '%s may be served without keys',
  (endpoint) => {
    expect(linesOf({ api: { endpoint } })).toEqual([])
  },
)
