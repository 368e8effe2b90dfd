import { type CanonicalField, precedence } from './precedence.ts'

/** One entry of a precedence list, read once when the program starts. */
export type Source =
  | { readonly kind: 'attribute'; readonly entry: string; readonly key: string; readonly path: readonly string[] }
  | {
      readonly kind: 'event'
      readonly entry: string
      readonly event: string
      readonly key: string
      readonly path: readonly string[]
    }
  | { readonly kind: 'flattened'; readonly entry: string; readonly prefix: string }
  | { readonly kind: 'status'; readonly entry: string }

function sourceOf(entry: string): Source {
  if (entry === 'status:message') return { kind: 'status', entry }
  if (entry.endsWith('.*')) return { kind: 'flattened', entry, prefix: entry.slice(0, -1) }
  const [key = '', ...deeper] = entry.split('#')
  const path = deeper.flatMap((part) => part.split('.'))
  if (!key.startsWith('event:')) return { kind: 'attribute', entry, key, path }
  const slash = key.indexOf('/')
  return { kind: 'event', entry, event: key.slice('event:'.length, slash), key: key.slice(slash + 1), path }
}

const compiled = new Map<string, readonly Source[]>(
  Object.entries(precedence).map(([field, entries]) => [field, entries.map(sourceOf)]),
)

export function sourcesOf(field: CanonicalField): readonly Source[] {
  return compiled.get(field) ?? []
}

export function allSources(): readonly Source[] {
  return [...compiled.values()].flat()
}
