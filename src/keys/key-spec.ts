import { type Permission, permissions } from './contract.ts'

/** A key as the configuration has it, with exactly one of `secret` and `hash`. */
export interface KeySpec {
  readonly name: string
  readonly tenant: string
  readonly permissions: readonly Permission[]
  /** The key itself, or `sha256:` and 64 hex digits. */
  readonly secret?: string | undefined
  /** `sha256:` and 64 hex digits. */
  readonly hash?: string | undefined
}

/** Says what was expected where, and never what stood there: it may be a secret in the wrong place. */
export interface KeyFault {
  readonly path: string
  readonly expected: string
}

const keysMax = 1_000

/** Everything that is wrong, all at once. */
export function keyFaults(keys: readonly KeySpec[]): readonly KeyFault[] {
  const faults = keys.flatMap((key, index) => faultsOf(key).map((fault) => ({ ...fault, path: at(index, fault.path) })))
  const many = keys.length > keysMax ? [{ path: 'keys', expected: `at most ${keysMax} keys` }] : []
  return [...many, ...faults, ...repeated(keys)]
}

/** What a secret is hashed to in the configuration. */
export const hashForm = /^sha256:[0-9a-f]{64}$/

const nameForm = /^[A-Za-z0-9][A-Za-z0-9._@-]{0,63}$/
const tenantForm = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/
// What a header can carry without quoting. A short secret can be guessed, however it is compared.
const secretForm = /^[\x21-\x7e]{16,512}$/

function faultsOf(key: KeySpec): readonly KeyFault[] {
  return [
    ...(nameForm.test(key.name) ? [] : [{ path: 'name', expected: '1 to 64 letters, digits or . _ @ -' }]),
    ...(key.name === 'loopback' ? [{ path: 'name', expected: 'another name: loopback is who asks without keys' }] : []),
    ...(tenantForm.test(key.tenant) ? [] : [{ path: 'tenant', expected: '1 to 64 letters, digits or . _ -' }]),
    ...permissionFaults(key.permissions),
    ...secretFaults(key),
  ]
}

function permissionFaults(given: readonly Permission[]): readonly KeyFault[] {
  const known = given.every((permission) => permissions.includes(permission))
  if (known && given.length > 0) return []
  return [{ path: 'permissions', expected: `at least one of ${permissions.join(', ')}, and nothing else` }]
}

function secretFaults({ secret, hash }: KeySpec): readonly KeyFault[] {
  if ((secret === undefined) === (hash === undefined)) return [{ path: 'secret', expected: 'either secret or hash' }]
  if (hash !== undefined && !hashForm.test(hash)) return [{ path: 'hash', expected: 'sha256: and 64 hex digits' }]
  if (secret === undefined || secretForm.test(secret)) return []
  return [{ path: 'secret', expected: '16 to 512 visible ASCII characters, or sha256: and 64 hex digits' }]
}

/** Two keys of one name could not be told apart in reviews. */
function repeated(keys: readonly KeySpec[]): readonly KeyFault[] {
  const seen = new Set<string>()
  return keys.flatMap(({ name }, index) => {
    if (seen.has(name)) return [{ path: at(index, 'name'), expected: 'a name that no other key has' }]
    seen.add(name)
    return []
  })
}

function at(index: number, field: string): string {
  return `keys[${index}].${field}`
}
