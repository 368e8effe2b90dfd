import { createHash, timingSafeEqual } from 'node:crypto'
import type { Key, KeyTable } from './contract.ts'
import { hashForm, type KeySpec, keyFaults } from './key-spec.ts'

/**
 * Finds a key by its secret. Only digests are kept, inside of this function: a table that is logged shows none.
 *
 * @throws Error that names every fault of the keys, without their secrets.
 */
export function keyTable(specs: readonly KeySpec[]): KeyTable {
  const entries = checked(specs).map(entryOf)
  requireOneKeyPerSecret(entries)
  return { find: (token) => find(entries, token) }
}

interface Entry {
  readonly digest: Buffer
  readonly key: Key
}

const tokenCharsMax = 512

/** Every digest is compared, also after the right one was found. */
function find(entries: readonly Entry[], token: string): Key | null {
  if (token.length > tokenCharsMax) return null
  const digest = sha256(token)
  let found: Key | null = null
  for (const entry of entries) if (timingSafeEqual(entry.digest, digest)) found = entry.key
  return found
}

function checked(specs: readonly KeySpec[]): readonly KeySpec[] {
  const faults = keyFaults(specs)
  if (faults.length === 0) return specs
  throw new Error(faults.map(({ path, expected }) => `${path}: expected ${expected}`).join('\n'))
}

function entryOf({ name, tenant, permissions, secret = '', hash = secret }: KeySpec): Entry {
  const digest = hashForm.test(hash) ? Buffer.from(hash.slice('sha256:'.length), 'hex') : sha256(secret)
  return { digest, key: { name, tenant, permissions: [...permissions] } }
}

/** Else the last key of a secret would decide, and the others would look as if they worked. */
function requireOneKeyPerSecret(entries: readonly Entry[]): void {
  const names = new Map<string, string>()
  for (const { digest, key } of entries) {
    const other = names.get(digest.toString('hex'))
    if (other !== undefined) throw new Error(`keys ${other} and ${key.name} have the same secret: expected one each`)
    names.set(digest.toString('hex'), key.name)
  }
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
