import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { describeOptions } from '../../src/config/describe-options.ts'
import { loadConfig } from '../../src/config/load-config.ts'
import { environmentNames, fieldsOf, type Option, optionList } from '../../src/config/option-list.ts'
import { otlpLimitsOf } from '../../src/config/otlp-limits-of.ts'
import { policyOf } from '../../src/config/policy-of.ts'
import { readFileValue } from '../../src/config/read-value.ts'
import { sinksOf } from '../../src/config/sinks-of.ts'
import { defaultPolicy } from '../../src/decide/default-policy.ts'
import { defaultOtlpLimits } from '../../src/otlp/limits.ts'

function configWith(env: Record<string, string>) {
  const loaded = loadConfig({
    path: undefined,
    env,
    readFile: () => {
      throw Object.assign(new Error('none'), { code: 'ENOENT' })
    },
  })
  if (!loaded.ok) throw new Error('faults')
  return loaded.config
}

function fieldsWithPath(option: Option) {
  return fieldsOf(option).map(({ name, notes }) => ({ path: `${option.path}[].${name}`, notes }))
}

test('docs/configuration.md is up to date (node src/config/write-docs.ts)', () => {
  const page = readFileSync(new URL('../../docs/configuration.md', import.meta.url), 'utf8')

  expect(page).toBe(describeOptions())
})

test('every option has a default that it accepts, and a reason', () => {
  for (const option of optionList.filter(({ notes }) => notes.form !== 'list')) {
    expect(readFileValue(option, option.notes.fallback), option.path).not.toBeNull()
  }
  for (const { path, notes } of [...optionList, ...optionList.flatMap(fieldsWithPath)]) {
    expect(notes.reason, path).toMatch(/\.$/)
  }
})

test('no two options share a variable', () => {
  const names = optionList.flatMap(environmentNames)
  expect(new Set(names).size).toBe(names.length)
})

test('the file of defaults in the documentation says what the defaults say', () => {
  const yaml = describeOptions().split('```yaml\n')[1]?.split('```')[0] ?? ''

  const loaded = loadConfig({ path: 'defaults.yaml', env: {}, readFile: () => yaml })

  expect(loaded).toEqual({ ok: true, config: configWith({}) })
})

test('the configured policy without configuration is the default policy', () => {
  expect(policyOf(configWith({}))).toEqual(defaultPolicy)
})

test('a configured threshold reaches the policy', () => {
  expect(policyOf(configWith({ POLICY_COST_CALLSPERDAY: '2.5' })).cost.callsPerDay).toBe(2.5)
})

test('addresses of Redis are checked, and not repeated', () => {
  const load = (url: string) => loadConfig({ path: undefined, env: { REDIS_URL: url }, readFile: () => '' })

  for (const url of ['redis://h', 'rediss://u:hunter2@h:6380/0', 'redis://a:1,redis://b:2'])
    expect(load(url).ok).toBe(true)
  for (const url of ['http://hunter2@h', 'h:6379', 'redis://h,hunter2']) {
    const loaded = load(url)
    expect(loaded.ok ? [] : loaded.faults.map(({ path }) => path)).toEqual(['redis.url'])
    expect(JSON.stringify(loaded)).not.toContain('hunter2')
  }
})

test('headers of the OTLP sink are read as exporters take them, and not repeated where they cannot be', () => {
  const endpoint = { SINKS_OTLP_ENDPOINT: 'https://logs.example' }
  const load = (headers: string) =>
    loadConfig({ path: undefined, env: { ...endpoint, SINKS_OTLP_HEADERS: headers }, readFile: () => '' })

  expect(load('authorization=Bearer%20hunter2').ok).toBe(true)
  for (const headers of ['hunter2', 'host=hunter2', 'a=hunter2\u0000', 'a=hunter2%0d%0ab: c', 'a=hunter2,A=b']) {
    const loaded = load(headers)
    expect(loaded.ok ? [] : loaded.faults).toMatchObject([
      { path: 'sinks.otlp.headers', seen: 'a value that is not shown' },
    ])
    expect(JSON.stringify(loaded)).not.toContain('hunter2')
  }
})

test('a path and an endpoint that are unset make no sink', () => {
  expect(sinksOf(configWith({}))).toEqual({ stdout: { enabled: true }, file: null, webhooks: [], otlp: null })
  const sinks = sinksOf(configWith({ SINKS_FILE_PATH: 'e.jsonl', SINKS_OTLP_ENDPOINT: 'https://logs.example' }))
  expect(sinks).toMatchObject({ file: { path: 'e.jsonl' }, otlp: { endpoint: 'https://logs.example' } })
})

test('the bounds of the process reach the OTLP edges in their units', () => {
  expect(otlpLimitsOf(configWith({}))).toEqual({
    loopLagMsMax: defaultOtlpLimits.loopLagMsMax,
    rssBytesMax: defaultOtlpLimits.rssBytesMax,
  })
  const set = configWith({ LIMITS_PROCESS_LOOPLAG: '1s', LIMITS_PROCESS_RSSMEBIBYTES: '1024' })
  expect(otlpLimitsOf(set)).toEqual({ loopLagMsMax: 1000, rssBytesMax: 1024 ** 3 })
})
