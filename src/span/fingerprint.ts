import { hash } from 'node:crypto'

/**
 * Keyed hash of a value: 16 hex digits. The same value gives the same fingerprint within one installation and says
 * nothing outside of it. The key is made once and kept in the store (or given).
 */
export type Fingerprint = (value: string) => string

/** One hash over key and value, the key's length first, so that no value can pass for another under a longer key. */
export function keyedFingerprint(key: string): Fingerprint {
  const prefix = `${key.length}\n${key}\n`
  return (value) => hash('sha256', prefix + value).slice(0, 16)
}
