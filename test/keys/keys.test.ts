import { createHash } from 'node:crypto'
import { inspect } from 'node:util'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { accessOf, authorizeBy } from '../../src/keys/authorize.ts'
import { credentialOf, type Permission, permissions } from '../../src/keys/contract.ts'
import { type KeySpec, keyFaults } from '../../src/keys/key-spec.ts'
import { keyTable } from '../../src/keys/key-table.ts'
import { permits } from '../../src/keys/permits.ts'

const secret = 'marker-secret-of-anna'
const hashOf = (text: string) => `sha256:${createHash('sha256').update(text).digest('hex')}`

function someKey(change: Partial<KeySpec> = {}): KeySpec {
  return { name: 'anna', tenant: 'acme', permissions: ['review'], secret, ...change }
}

describe('keyTable', () => {
  it('finds a key by its secret, whether the secret or its hash is configured', () => {
    const found = { name: 'anna', tenant: 'acme', permissions: ['review'] }

    expect(keyTable([someKey()]).find(secret)).toEqual(found)
    expect(keyTable([someKey({ secret: hashOf(secret) })]).find(secret)).toEqual(found)
    expect(keyTable([someKey({ secret: undefined, hash: hashOf(secret) })]).find(secret)).toEqual(found)
  })

  it('finds each of many keys and no other token', () => {
    const secrets = fc.uniqueArray(fc.stringMatching(/^[!-~]{16,64}$/), { minLength: 1, maxLength: 20 })
    fc.assert(
      fc.property(secrets, fc.string(), (held, other) => {
        const table = keyTable(held.map((text, index) => someKey({ name: `key-${index}`, secret: text })))
        expect(held.map((text) => table.find(text)?.name)).toEqual(held.map((_, index) => `key-${index}`))
        fc.pre(!held.includes(other))
        expect(table.find(other)).toBeNull()
      }),
    )
  })

  it('does not take the hash of a key for the key', () => {
    expect(keyTable([someKey({ secret: hashOf(secret) })]).find(hashOf(secret))).toBeNull()
  })

  it('finds nothing for an empty token, an endless one, or in an empty table', () => {
    expect(keyTable([someKey()]).find('')).toBeNull()
    expect(keyTable([someKey()]).find(secret.repeat(100_000))).toBeNull()
    expect(keyTable([]).find(secret)).toBeNull()
  })

  it('shows no secret and no hash when it is logged', () => {
    const table = keyTable([someKey()])

    expect(inspect(table, { depth: 10, showHidden: true }) + JSON.stringify(table.find(secret))).not.toMatch(
      /marker|sha256/,
    )
  })

  it('refuses two keys with one secret, naming the keys and not the secret', () => {
    const twice = () => keyTable([someKey(), someKey({ name: 'ben', secret: hashOf(secret) })])

    expect(twice).toThrow('keys anna and ben have the same secret')
    expect(twice).not.toThrow(/marker/)
  })
})

describe('keyFaults', () => {
  const faulty: readonly [string, Partial<KeySpec>, string][] = [
    ['a short secret', { secret: 'marker' }, 'keys[0].secret'],
    ['a secret with a space', { secret: 'marker marker marker' }, 'keys[0].secret'],
    ['neither secret nor hash', { secret: undefined }, 'keys[0].secret'],
    ['both secret and hash', { hash: hashOf(secret) }, 'keys[0].secret'],
    ['a hash that is none', { secret: undefined, hash: 'sha256:marker' }, 'keys[0].hash'],
    ['no permission', { permissions: [] }, 'keys[0].permissions'],
    ['a reserved name', { name: 'loopback' }, 'keys[0].name'],
    ['a name with a line break', { name: 'marker\nforged' }, 'keys[0].name'],
  ]
  for (const [name, change, path] of faulty) {
    it(`names the place of ${name} and does not repeat it`, () => {
      const faults = keyFaults([someKey(change)])

      expect(faults.map((fault) => fault.path)).toEqual([path])
      expect(JSON.stringify(faults)).not.toContain('marker')
    })
  }

  it('H89: refuses odd tenant ids', () => {
    const odd = ['', '__proto__', '../other', 'a:b', '{a}', 'a/b', 'a b', 'a\0b', 'ä', '\u202ea', 'a'.repeat(1_000_000)]

    for (const tenant of odd) {
      expect(keyFaults([someKey({ tenant })])).toMatchObject([{ path: 'keys[0].tenant' }])
    }
    expect(keyFaults([someKey({ tenant: 'constructor' })])).toEqual([])
  })

  it('names all faults at once, with the second key of a name', () => {
    const faults = keyFaults([someKey(), someKey({ tenant: '', secret: 'x' })])

    expect(faults.map(({ path }) => path)).toEqual(['keys[1].tenant', 'keys[1].secret', 'keys[1].name'])
    expect(() => keyTable([someKey({ tenant: '', permissions: [] })])).toThrow(/keys\[0\]\.tenant.*\n.*permissions/)
  })
})

describe('permits', () => {
  it('lets admin do everything and review read', () => {
    const table: Readonly<Record<Permission, readonly Permission[]>> = {
      ingest: ['ingest'],
      read: ['read'],
      review: ['read', 'review'],
      admin: ['ingest', 'read', 'review', 'admin'],
    }
    for (const held of permissions) {
      const permitted = permissions.filter((asked) => permits({ permissions: [held] }, asked))
      expect(permitted).toEqual(table[held])
    }
    expect(permits({ permissions: ['ingest', 'read'] }, 'review')).toBe(false)
  })
})

describe('authorizeBy', () => {
  const authorize = authorizeBy(accessOf([someKey()]))

  it('lets a known key do what it permits, for its own tenant and under its own name', () => {
    for (const credential of [`Bearer ${secret}`, `bearer ${secret}`, secret]) {
      expect(authorize(credential, 'read')).toEqual({ kind: 'ok', tenant: 'acme', by: 'anna' })
    }
    expect(authorize(`Bearer ${secret}`, 'ingest')).toEqual({ kind: 'forbidden' })
  })

  it('takes what is no known key for a missing one', () => {
    const wrong = [undefined, '', 'Bearer', 'Bearer ', `Basic ${secret}`, `Bearer ${secret} x`, `Bearer ${secret}x`]
    for (const credential of wrong) expect(authorize(credential, 'read')).toEqual({ kind: 'missing' })
  })

  it('is open to one tenant without keys', () => {
    const open = authorizeBy(accessOf([]))

    expect(open(undefined, 'admin')).toEqual({ kind: 'ok', tenant: 'default', by: 'loopback' })
  })
})

describe('credentialOf', () => {
  it('prefers the authorization header, and takes none for a header that came twice', () => {
    expect(credentialOf({ authorization: 'Bearer a', 'x-api-key': 'b' })).toBe('Bearer a')
    expect(credentialOf({ 'x-api-key': 'b' })).toBe('b')
    expect(credentialOf({ 'x-api-key': ['a', 'b'] })).toBeUndefined()
    expect(credentialOf({})).toBeUndefined()
  })
})
