import { expect, test } from 'vitest'
import { faultLine } from '../../src/config/fault.ts'
import { loadConfig } from '../../src/config/load-config.ts'

const files = new Map([
  ['/run/secrets/redis', 'rediss://:hunter2@redis.internal:6380\n'],
  ['/run/secrets/keys', '- {name: ci, tenant: a, permissions: [ingest], secret: 0123456789abcdef}\n'],
  ['/run/secrets/empty', '\n'],
])

function load(env: Record<string, string>) {
  const readFile = (path: string) => {
    const text = files.get(path)
    if (text === undefined) throw Object.assign(new Error('no such file'), { code: 'ENOENT' })
    return text
  }
  return loadConfig({ path: undefined, env, readFile })
}

function faultsOf(env: Record<string, string>) {
  const loaded = load(env)
  return loaded.ok ? [] : loaded.faults.map(faultLine)
}

test('a secret is read from the file that its variable with _FILE names, with our prefix or without', () => {
  for (const name of ['REDIS_URL_FILE', 'PROMONTORY_REDIS_URL_FILE']) {
    const loaded = load({ [name]: '/run/secrets/redis' })
    expect(loaded.ok && loaded.config.redis.url).toBe('rediss://:hunter2@redis.internal:6380')
  }
})

test('a list is read from a file, as YAML or JSON', () => {
  const loaded = load({ PROMONTORY_KEYS_FILE: '/run/secrets/keys' })
  expect(loaded.ok && loaded.config.keys.map(({ name }) => name)).toEqual(['ci'])
})

test('a file that is not there, empty, or stands beside the value is a fault that shows neither', () => {
  expect(faultsOf({ REDIS_URL_FILE: '/run/secrets/none' })).toEqual([
    'redis.url: saw a file that cannot be read in REDIS_URL_FILE, expected a file that this user may read',
  ])
  expect(faultsOf({ REDIS_URL_FILE: '/run/secrets/empty' })).toEqual([
    'redis.url: saw an empty file in REDIS_URL_FILE, expected the value and nothing else',
  ])
  expect(faultsOf({ REDIS_URL_FILE: '/run/secrets/redis', REDIS_URL: 'redis://:hunter2@x' })).toEqual([
    'redis.url: saw a second value in REDIS_URL_FILE, expected either the value or its file, not both',
  ])
})

test('an option that is no secret has no file', () => {
  expect(faultsOf({ PROMONTORY_RUN_SETTLE_FILE: '/run/secrets/redis' })).toHaveLength(1)
})
