import { type Access, type Authorize, type KeyTable, openToLoopback } from './contract.ts'
import type { KeySpec } from './key-spec.ts'
import { keyTable } from './key-table.ts'
import { permits } from './permits.ts'

/** Without keys everything is open, and the edges bind to loopback only. */
export function accessOf(keys: readonly KeySpec[]): Access {
  return keys.length === 0 ? { kind: 'open' } : { kind: 'key', table: keyTable(keys) }
}

export function authorizeBy(access: Access): Authorize {
  return access.kind === 'open' ? openToLoopback : authorizeByTable(access.table)
}

function authorizeByTable(table: KeyTable): Authorize {
  return (credential, permission) => {
    const token = credential === undefined ? null : tokenOf(credential)
    const key = token === null ? null : table.find(token)
    if (key === null) return { kind: 'missing' }
    return permits(key, permission) ? { kind: 'ok', tenant: key.tenant, by: key.name } : { kind: 'forbidden' }
  }
}

/** RFC 6750, 2.1; a key without the scheme is what `x-api-key` carries. */
function tokenOf(credential: string): string | null {
  return /^(?:bearer )?([\x21-\x7e]+)$/i.exec(credential)?.[1] ?? null
}
