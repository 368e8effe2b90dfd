import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type LoadedConfig, loadConfig } from '../../src/config/load-config.ts'
import { policyOf } from '../../src/config/policy-of.ts'
import { rulesOf, signalFaults } from '../../src/config/rules-of.ts'

function load(yaml: string, env: Record<string, string> = {}): LoadedConfig {
  return loadConfig({ path: 'p.yaml', env, readFile: () => yaml })
}

function configOf(loaded: LoadedConfig) {
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.faults))
  return loaded.config
}

function pathsOf(loaded: LoadedConfig) {
  return loaded.ok ? [] : loaded.faults.map((fault) => fault.path)
}

const secret = 'hunter2-hunter2-hunter2'
const key = { name: 'agent', tenant: 'acme', permissions: ['ingest'], secret }
const hook = { name: 'ops', url: 'https://hooks.example/x', secret: `whsec_${Buffer.alloc(32, 7).toString('base64')}` }
const yamlOf = (keys: readonly unknown[]) => JSON.stringify({ keys })

describe('a list of keys', () => {
  test('is empty unless given', () => {
    expect(configOf(load('')).keys).toEqual([])
    expect(configOf(load('keys:\n')).keys).toEqual([])
  })

  test('comes from the file or, as JSON, from PROMONTORY_KEYS, which wins as a whole', () => {
    const other = { name: 'other', tenant: 'b', permissions: ['admin'], hash: `sha256:${'0'.repeat(64)}` }

    expect(configOf(load(yamlOf([key]))).keys).toEqual([key])
    expect(configOf(load(yamlOf([key]), { PROMONTORY_KEYS: JSON.stringify([other]) })).keys).toEqual([other])
    expect(configOf(load(yamlOf([key]), { PROMONTORY_KEYS: ' ' })).keys).toEqual([key])
  })

  test('does not come from a variable of so common a name as KEYS', () => {
    expect(configOf(load('', { KEYS: JSON.stringify([key]) })).keys).toEqual([])
  })

  test('tells every fault of every item at once, by its place in the list', () => {
    const loaded = load(
      yamlOf([
        key,
        { ...key, name: 'two', permissions: ['fly'] },
        { ...key, name: 'three', tenant: 5, permision: ['read'] },
        'four',
        { ...key, name: 'five', secret: 'short' },
        { ...key },
      ]),
    )

    expect(pathsOf(loaded)).toEqual([
      'keys[1].permissions',
      'keys[2].permision',
      'keys[2].tenant',
      'keys[3]',
      'keys[4].secret',
      'keys[5].name',
    ])
  })

  test('tells of a secret that is too short also where another field of the same key is wrong', () => {
    const loaded = load(
      yamlOf([
        { ...key, permissions: ['fly'], secret: 'short' },
        { ...key, name: 5, permissions: undefined, hash: 'short' },
        { ...key, name: 'loopback', permision: ['read'], tenant: '' },
      ]),
    )

    expect(pathsOf(loaded).sort()).toEqual([
      'keys[0].permissions',
      'keys[0].secret',
      'keys[1].name',
      'keys[1].permissions',
      'keys[1].secret',
      'keys[2].name',
      'keys[2].permision',
      'keys[2].tenant',
    ])
    expect(JSON.stringify(loaded)).not.toMatch(/hunter2|short/)
  })

  test('tells each field once, and of no field that is missing only because it could not be read', () => {
    expect(pathsOf(load(yamlOf([{ ...key, secret: 5 }])))).toEqual(['keys[0].secret'])
    expect(pathsOf(load(yamlOf([{ ...key, secret: undefined, hash: 5 }])))).toEqual(['keys[0].hash'])
    expect(
      pathsOf(
        load(
          yamlOf([
            { ...key, name: 1 },
            { ...key, name: 2 },
          ]),
        ),
      ),
    ).toEqual(['keys[0].name', 'keys[1].name'])
  })

  test.each([
    [['read', 'fly'], '"fly" at [1]'],
    [['Read'], '"Read" at [0]'],
    [['read', 7], 'an item that is not shown at [1]'],
    [[secret], 'an item that is not shown at [0]'],
    [['read', 'read', 'read', 'read', 'read'], 'a list of 5'],
    ['read', '"read"'],
    [secret, 'a value that is not shown'],
  ])('says which of the permissions %j is not one', (permissions, seen) => {
    const loaded = load(yamlOf([{ ...key, permissions }]))

    expect(loaded.ok ? [] : loaded.faults).toEqual([
      { path: 'keys[0].permissions', seen, expected: 'a list out of ingest, read, review, admin' },
    ])
  })

  test('hints at the key that was meant', () => {
    const loaded = load(yamlOf([{ ...key, permision: ['read'] }]))

    expect(loaded.ok ? [] : loaded.faults).toEqual([
      { path: 'keys[0].permision', seen: 'an unknown key', expected: 'a known key, perhaps permissions' },
    ])
  })

  test('is refused when it is no list, and when it is too long', () => {
    expect(pathsOf(load(JSON.stringify({ keys: { name: 'a' } })))).toEqual(['keys'])
    expect(pathsOf(load('', { PROMONTORY_KEYS: secret }))).toEqual(['keys'])
    expect(pathsOf(load('', { PROMONTORY_KEYS: '[{' }))).toEqual(['keys'])
    expect(pathsOf(load(yamlOf(Array.from({ length: 1001 }, () => key))))).toEqual(['keys'])
  })

  test('names the variable that a fault came from', () => {
    const loaded = load('', { PROMONTORY_KEYS: JSON.stringify([{ ...key, tenant: '' }]) })

    expect(loaded.ok ? [] : loaded.faults).toMatchObject([
      { path: 'keys[0].tenant', seen: expect.stringContaining('in PROMONTORY_KEYS') },
    ])
  })

  test('never shows a secret, wherever it was put', () => {
    const misplaced = [
      yamlOf([secret]),
      yamlOf([{ ...key, secret: [secret] }]),
      yamlOf([{ ...key, secret: `${secret} ` }]),
      yamlOf([{ ...key, hash: secret }]),
      yamlOf([{ ...key, pasword: secret }]),
      yamlOf([{ ...key, tenant: '', hash: `sha256:${secret}` }]),
      JSON.stringify({ keys: secret }),
    ]
    for (const text of misplaced) {
      const loaded = load(text)
      expect(loaded.ok, text).toBe(false)
      expect(JSON.stringify(loaded)).not.toContain('hunter2')
    }
    expect(JSON.stringify(load('', { PROMONTORY_KEYS: `[{"secret": "${secret}", }` }))).not.toContain('hunter2')
  })

  test('keys that objects have by nature are unknown like any other', () => {
    expect(pathsOf(load('keys:\n  - __proto__: { name: x }\n    constructor: 1\n'))).toEqual([
      'keys[0].__proto__',
      'keys[0].constructor',
      'keys[0].name',
      'keys[0].tenant',
      'keys[0].permissions',
      'keys[0].secret',
    ])
  })
})

describe('a list of webhooks', () => {
  test('is read with what is optional', () => {
    const private_ = {
      ...hook,
      name: 'in',
      url: 'http://10.0.0.1:8080/',
      allowPrivate: true,
      previousSecret: hook.secret,
    }

    expect(configOf(load(JSON.stringify({ sinks: { webhooks: [hook, private_] } }))).sinks.webhooks).toEqual([
      hook,
      private_,
    ])
  })

  test('is checked as the sinks check it, and shows neither URL nor secret', () => {
    const loaded = load(
      JSON.stringify({
        sinks: {
          webhooks: [
            { ...hook, url: 'http://hunter2.example/' },
            { ...hook, name: 'b', url: 'https://u:hunter2@hooks.example/' },
            { ...hook, name: 'c', secret: 'whsec_hunter2' },
            { ...hook, name: 'd', allowPrivate: 'hunter2' },
          ],
        },
      }),
    )

    expect(pathsOf(loaded).toSorted()).toEqual([
      'sinks.webhooks[0].url',
      'sinks.webhooks[1].url',
      'sinks.webhooks[2].secret',
      'sinks.webhooks[3].allowPrivate',
    ])
    expect(JSON.stringify(loaded).replace(/allowPrivate.*?}/, '')).not.toContain('hunter2')
  })
})

test('no value of a list makes loading throw, and every refusal has a fault', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.jsonValue(), (keys, webhooks) => {
      const loaded = load(JSON.stringify({ keys, sinks: { webhooks } }), { PROMONTORY_KEYS: JSON.stringify([keys]) })
      expect(loaded.ok || loaded.faults.length > 0).toBe(true)
    }),
  )
})

describe('signals and lessons', () => {
  const mapOf = (...rules: readonly object[]) => load(JSON.stringify({ lessons: { map: rules } }))

  test('are lists of names, in the environment separated by commas', () => {
    expect(configOf(load('')).signals).toEqual({ shadow: [], off: [] })
    expect(configOf(load('signals:\n  shadow: [cycle]\n  off: []\n')).signals.shadow).toEqual(['cycle'])
    expect(configOf(load('', { PROMONTORY_SIGNALS_OFF: 'cycle, retry_storm,' })).signals.off).toEqual([
      'cycle',
      'retry_storm',
    ])
    expect(pathsOf(load('signals:\n  shadow: cycle\n'))).toEqual(['signals.shadow'])
    expect(pathsOf(load('signals:\n  off: [7]\n'))).toEqual(['signals.off'])
  })

  test('a name that no signal has is a fault, with the one that was perhaps meant', () => {
    const config = configOf(load('signals:\n  shadow: [cycle, retry_strom]\n  off: [nothing_like_it]\n'))
    expect(signalFaults(config, ['cycle', 'retry_storm'])).toEqual([
      { path: 'signals.shadow[1]', seen: '"retry_strom"', expected: 'a known signal, perhaps retry_storm' },
      { path: 'signals.off[0]', seen: '"nothing_like_it"', expected: 'a signal of docs/signals.md' },
    ])
  })

  test('rules of lessons say which findings they are about, and by what or under which name', () => {
    const rules = {
      split: [{ signal: 'tool_*', by: 'release' }],
      map: [{ template: '*503*', lesson: 'Payment is down' }],
    }
    expect(rulesOf(configOf(load(JSON.stringify({ lessons: rules })))).lessons).toEqual(rules)
    expect(pathsOf(load(JSON.stringify({ lessons: { split: [{ by: 'weekday' }] } })))).toEqual(['lessons.split[0].by'])
    expect(pathsOf(mapOf({ signal: 'cycle', lesson: 'fine' }, { lesson: 'all of it' }))).toEqual(['lessons.map[1]'])
    expect(pathsOf(mapOf({ signal: 'cycle', lesson: ' - ' }))).toEqual(['lessons.map[0].lesson'])
    expect(pathsOf(mapOf({ signal: 'x'.repeat(201), lesson: 'long' }))).toEqual(['lessons.map[0].signal'])
  })

  test('what is set of shadow reaches the policy', () => {
    expect(policyOf(configOf(load('signals:\n  shadow: [cycle]\n'))).shadow).toEqual(new Set(['cycle']))
  })
})
