/**
 * Who may do what. Keys come from the configuration; each names its tenant and what it permits. The OTLP edges and the
 * API are handed one and the same `Authorize` and know nothing of how keys are kept.
 */

/** `review` includes `read`; `admin` includes everything. */
export const permissions = ['ingest', 'read', 'review', 'admin'] as const
export type Permission = (typeof permissions)[number]

/** A key without its secret. */
export interface Key {
  readonly name: string
  readonly tenant: string
  readonly permissions: readonly Permission[]
}

export interface KeyTable {
  /** Takes as long for a token that is nearly right as for one that is all wrong. */
  find(token: string): Key | null
}

/** `open`: no keys are configured; then only loopback may be served. */
export type Access = { readonly kind: 'open' } | { readonly kind: 'key'; readonly table: KeyTable }

/**
 * Judges what `credentialOf` read off a request. `missing`: no key, or one that is not known (HTTP 401, gRPC 16).
 * `forbidden`: the key does not permit it (HTTP 403, gRPC 7). `by` names who asks, for reviews and logs.
 */
export type Authorize = (credential: string | undefined, permission: Permission) => Authorized

export type Authorized =
  | { readonly kind: 'ok'; readonly tenant: string; readonly by: string }
  | { readonly kind: 'missing' }
  | { readonly kind: 'forbidden' }

/** Without keys there is one tenant with every permission. An edge that uses this binds to loopback only. */
export const openToLoopback: Authorize = () => ({ kind: 'ok', tenant: 'default', by: 'loopback' })

interface CredentialHeaders {
  readonly authorization?: string | undefined
  readonly 'x-api-key'?: string | readonly string[] | undefined
}

/** `Authorization: Bearer KEY`, else `x-api-key: KEY`; a header that came twice is none. */
export function credentialOf(headers: CredentialHeaders): string | undefined {
  const credential = headers.authorization ?? headers['x-api-key']
  return typeof credential === 'string' ? credential : undefined
}
