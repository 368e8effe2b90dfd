import type { Key, Permission } from './contract.ts'

export function permits({ permissions }: Pick<Key, 'permissions'>, asked: Permission): boolean {
  return permissions.some((held) => includes[held].has(asked))
}

const includes: Readonly<Record<Permission, ReadonlySet<Permission>>> = {
  ingest: new Set(['ingest']),
  read: new Set(['read']),
  review: new Set(['review', 'read']),
  admin: new Set(['admin', 'review', 'read', 'ingest']),
}
