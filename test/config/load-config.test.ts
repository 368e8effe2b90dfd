import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { faultLine } from '../../src/config/fault.ts'
import { type LoadedConfig, loadConfig } from '../../src/config/load-config.ts'

function load(options: { path?: string; env?: Record<string, string>; files?: Record<string, string> }): LoadedConfig {
  return loadConfig({
    path: options.path,
    env: options.env ?? {},
    readFile: (path) => {
      const text = options.files?.[path]
      if (text === undefined) throw Object.assign(new Error('no such file'), { code: 'ENOENT' })
      return text
    },
  })
}

function fromYaml(text: string, env: Record<string, string> = {}): LoadedConfig {
  return load({ path: 'p.yaml', files: { 'p.yaml': text }, env })
}

function configOf(loaded: LoadedConfig) {
  if (!loaded.ok) throw new Error(loaded.faults.map(faultLine).join('\n'))
  return loaded.config
}

function faultsOf(loaded: LoadedConfig) {
  return loaded.ok ? [] : loaded.faults
}

describe('the three sources', () => {
  test('without file and environment the defaults hold', () => {
    const config = configOf(load({}))

    expect(config.otlp.grpc.endpoint).toEqual({ host: '127.0.0.1', port: 4317 })
    expect(config.otlp.http.endpoint).toEqual({ host: '127.0.0.1', port: 4318 })
    expect(config.api.endpoint).toEqual({ host: '127.0.0.1', port: 4319 })
    expect(config.store.path).toBe('promontory.db')
    expect(config.run).toEqual({ settle: 15_000, idle: 900_000 })
  })

  test('the environment wins over the file and the file over the default', () => {
    const config = configOf(fromYaml('run:\n  settle: 2s\n  idle: 3s\n', { RUN_SETTLE: '4s' }))

    expect(config.run).toEqual({ settle: 4000, idle: 3000 })
    expect(config.store.path).toBe('promontory.db')
  })

  test('a prefixed variable wins over the plain one', () => {
    const config = configOf(load({ env: { STORE_PATH: 'a.db', PROMONTORY_STORE_PATH: 'b.db' } }))

    expect(config.store.path).toBe('b.db')
  })

  test('an empty variable is unset', () => {
    expect(configOf(fromYaml('store:\n  path: x.db\n', { STORE_PATH: ' ', REDIS_URL: '' })).store.path).toBe('x.db')
  })

  test('camel case in a name only becomes upper case', () => {
    expect(configOf(load({ env: { POLICY_PATTERNED_RUNSMIN: '7' } })).policy.patterned.runsMin).toBe(7)
  })

  test('the file may be named by the environment, and --config wins over that', () => {
    const files = { 'e.yaml': 'store: { path: e.db }', 'c.yaml': 'store: { path: c.db }' }

    expect(configOf(load({ env: { PROMONTORY_CONFIG: 'e.yaml' }, files })).store.path).toBe('e.db')
    expect(configOf(load({ path: 'c.yaml', env: { PROMONTORY_CONFIG: 'e.yaml' }, files })).store.path).toBe('c.db')
  })

  test('promontory.yaml of the working directory is read where it is there', () => {
    expect(configOf(load({ files: { 'promontory.yaml': 'store: { path: d.db }' } })).store.path).toBe('d.db')
  })

  test('an empty file and a group without keys are fine', () => {
    expect(fromYaml('').ok).toBe(true)
    expect(fromYaml('run:\n  # settle: 1s\n').ok).toBe(true)
  })
})

describe('faults', () => {
  test('all are reported at once, each with its path', () => {
    const faults = faultsOf(fromYaml('run:\n  settle: soon\n  setle: 1s\nfoo: 1\n', { API_ENDPOINT: 'nowhere' }))

    expect(faults.map((fault) => fault.path).sort()).toEqual(['api.endpoint', 'foo', 'run.setle', 'run.settle'])
  })

  test('a wrong value says what was seen, where, and what was expected', () => {
    expect(faultsOf(load({ env: { RUN_SETTLE: 'soon' } })).map(faultLine)).toEqual([
      'run.settle: saw "soon" in RUN_SETTLE, expected a duration from 0ms to 1h such as 15s',
    ])
  })

  test('an unknown key hints at the nearest known one', () => {
    expect(faultsOf(fromYaml('run:\n  setle: 1s\n'))[0]?.expected).toBe('a known key, perhaps run.settle')
    expect(faultsOf(fromYaml('otpl:\n  grpc: {}\n'))[0]?.expected).toBe('a known key, perhaps otlp')
    expect(faultsOf(fromYaml('zzzzzzzzzz: 1\n'))[0]?.expected).toBe('a known key')
  })

  test('what does not look like the name of a key is not repeated', () => {
    const secret = 'rediss://admin:hunter2@redis.internal'
    for (const key of [secret, '"\\e[31mred"', 'k'.repeat(41), '"two words"']) {
      const [top, nested] = [
        faultsOf(fromYaml(`? ${key}\n: x-marker\n`)),
        faultsOf(fromYaml(`run:\n  ? ${key}\n  : 1\n`)),
      ]

      expect(top).toHaveLength(1)
      expect(top[0]?.path).toMatch(/^a key of \d+ characters$/)
      expect(nested[0]?.path).toMatch(/^run: a key of \d+ characters$/)
      expect(JSON.stringify([top, nested])).not.toMatch(/hunter2|redis|u001b|kkkk|two words|x-marker/)
    }
  })

  test('keys joined by dots are told to nest', () => {
    expect(faultsOf(fromYaml('run.settle: 1s\n'))[0]?.expected).toContain('nested')
  })

  test('a named file that is missing is a fault, with its origin', () => {
    expect(faultsOf(load({ path: 'gone.yaml' }))).toMatchObject([{ path: '--config', seen: '"gone.yaml" (ENOENT)' }])
    expect(faultsOf(load({ env: { PROMONTORY_CONFIG: 'gone.yaml' } }))).toMatchObject([{ path: 'PROMONTORY_CONFIG' }])
  })

  test('a key given twice is a fault, next to the others', () => {
    const faults = faultsOf(fromYaml('run:\n  settle: 1s\n  settle: soon\n'))

    expect(faults).toContainEqual({ path: 'p.yaml:3:3', seen: 'a key for the second time', expected: 'every key once' })
  })

  test('broken YAML is a fault that does not quote the file', () => {
    const faults = faultsOf(fromYaml('password: "hunter2\nrun: ]'))

    expect(faults.length).toBeGreaterThan(0)
    expect(JSON.stringify(faults)).not.toContain('hunter2')
  })

  test('aliases are refused', () => {
    expect(fromYaml('a: &a [1]\nb: [*a, *a]\n').ok).toBe(false)
  })

  test.each([
    ['run: { settle: 15 }', 'run.settle'],
    ['run: { settle: 1w }', 'run.settle'],
    ['run: { settle: 2h }', 'run.settle'],
    ['run: { idle: 1ms }', 'run.idle'],
    ['run: { settle: }', 'run.settle'],
    ['run: [1]', 'run'],
    ['run: 5', 'run'],
    ['store: { path: 5 }', 'store.path'],
    ['store: { path: "" }', 'store.path'],
    ['policy: { windowDays: "14" }', 'policy.windowDays'],
    ['policy: { windowDays: 1.5 }', 'policy.windowDays'],
    ['policy: { windowDays: .inf }', 'policy.windowDays'],
    ['policy: { patterned: { sourceShareMax: 1.1 } }', 'policy.patterned.sourceShareMax'],
    ['api: { endpoint: 4319 }', 'api.endpoint'],
    ['api: { endpoint: "http://127.0.0.1:4319" }', 'api.endpoint'],
    ['api: { endpoint: "127.0.0.1:70000" }', 'api.endpoint'],
    ['api: { endpoint: ":4319" }', 'api.endpoint'],
    ['api: { endpoint: "::1:4319" }', 'api.endpoint'],
  ])('%s is refused at %s', (text, path) => {
    expect(faultsOf(fromYaml(text)).map((fault) => fault.path)).toEqual([path])
  })

  test('secrets are not shown', () => {
    const long = `redis://user:hunter2@h/${'x'.repeat(3000)}`

    const faults = faultsOf(fromYaml('apiToken: hunter2\nhook: "https://me:hunter2@h/"\n', { REDIS_URL: long }))

    expect(faults.map((fault) => fault.path)).toEqual(['apiToken', 'hook', 'redis.url'])
    expect(JSON.stringify(faults)).not.toContain('hunter2')
  })

  test('keys that objects have by nature are unknown keys like any other', () => {
    expect(faultsOf(fromYaml('__proto__: { x: 1 }\nconstructor: 1\n')).map((fault) => fault.path)).toEqual([
      '__proto__',
      'constructor',
    ])
  })
})

test('no text makes loading throw', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), fc.string(), (text, value) => {
      const loaded = fromYaml(text, { RUN_IDLE: value, API_ENDPOINT: value, POLICY_WINDOWDAYS: value })
      expect(loaded.ok || loaded.faults.length > 0).toBe(true)
    }),
  )
})

describe('names of signals', () => {
  const withSignals = (env: Record<string, string>) =>
    loadConfig({ path: undefined, env, readFile: () => '', signals: ['retry_storm', 'tool_error'] })

  test('that there are not are told together with every other fault, with the nearest one there is', () => {
    const faults = faultsOf(
      withSignals({ SIGNALS_OFF: 'tool_error,retry_strom', SIGNALS_SHADOW: 'nothing_like_it', RUN_SETTLE: 'soon' }),
    )

    expect(faults.map(({ path }) => path).sort()).toEqual(['run.settle', 'signals.off[1]', 'signals.shadow[0]'])
    expect(faults.find(({ path }) => path === 'signals.off[1]')?.expected).toContain('retry_storm')
    expect(faults.find(({ path }) => path === 'signals.shadow[0]')?.expected).toContain('docs/signals.md')
  })

  test('are checked in rules of lessons too, unless they stand for several', () => {
    const split = [{ signal: 'tool_eror', by: 'release' }]
    const map = [
      { signal: 'retry_*', lesson: 'slow' },
      { agent: 'a', lesson: 'other' },
    ]
    const faults = faultsOf(
      withSignals({ PROMONTORY_LESSONS_SPLIT: JSON.stringify(split), PROMONTORY_LESSONS_MAP: JSON.stringify(map) }),
    )

    expect(faults).toMatchObject([{ path: 'lessons.split[0].signal', expected: 'a known signal, perhaps tool_error' }])
  })

  test('that there are are taken', () => {
    expect(configOf(withSignals({ SIGNALS_OFF: 'tool_error' })).signals.off).toEqual(['tool_error'])
  })
})
