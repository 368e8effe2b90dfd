import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { describeOptions } from '../../src/config/describe-options.ts'
import { loadConfig } from '../../src/config/load-config.ts'
import { environmentName, optionList } from '../../src/config/option-list.ts'
import { policyOf } from '../../src/config/policy-of.ts'
import { readFileValue } from '../../src/config/read-value.ts'
import { unbuiltFaults } from '../../src/config/unbuilt-faults.ts'
import { defaultPolicy } from '../../src/decide/default-policy.ts'

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

test('docs/configuration.md is up to date (node src/config/write-docs.ts)', () => {
  const page = readFileSync(new URL('../../docs/configuration.md', import.meta.url), 'utf8')

  expect(page).toBe(describeOptions())
})

test('every option has a default that it accepts, and a reason', () => {
  for (const option of optionList) {
    expect(readFileValue(option, option.notes.fallback), option.path).not.toBeNull()
    expect(option.notes.reason, option.path).toMatch(/\.$/)
  }
})

test('no two options share a variable', () => {
  expect(new Set(optionList.map(environmentName)).size).toBe(optionList.length)
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

test('a redis store is refused honestly, and its URL is not repeated', () => {
  const faults = unbuiltFaults(configWith({ REDIS_URL: 'redis://u:hunter2@h:6379' }))

  expect(faults).toHaveLength(1)
  expect(JSON.stringify(faults)).toContain('not built yet')
  expect(JSON.stringify(faults)).not.toContain('hunter2')
  expect(unbuiltFaults(configWith({}))).toEqual([])
})
