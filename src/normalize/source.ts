import { blanks, type CanonicalField, onlyBeside, onlyOn, precedence } from './precedence.ts'

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

/** An entry in the list of one field, with what holds for it there. */
export interface FieldSource {
  readonly source: Source
  /** Kinds of span that it counts on; undefined for all. */
  readonly kinds: ReadonlySet<string> | undefined
  /** The key that must be there as well. */
  readonly beside: string | undefined
  /** What its producer writes in place of content. */
  readonly blanks: ReadonlySet<string> | undefined
}

function sourceOf(entry: string): Source {
  if (entry === 'status:message') return { kind: 'status', entry }
  if (entry.endsWith('.*')) return { kind: 'flattened', entry, prefix: entry.slice(0, -1) }
  const [key = '', ...deeper] = entry.split('#')
  const path = deeper.flatMap((part) => part.split('.'))
  if (!key.startsWith('event:')) return { kind: 'attribute', entry, key, path }
  const slash = key.indexOf('/')
  return { kind: 'event', entry, event: key.slice('event:'.length, slash), key: key.slice(slash + 1), path }
}

const compiled = new Map<string, readonly FieldSource[]>(
  Object.entries(precedence).map(([field, entries]) => [
    field,
    entries.map((entry) => ({
      source: sourceOf(entry),
      kinds: onlyOn[`${field}|${entry}`],
      beside: onlyBeside[entry],
      blanks: blanks[entry],
    })),
  ]),
)

export function sourcesOf(field: CanonicalField): readonly FieldSource[] {
  return compiled.get(field) ?? []
}

export function allSources(): readonly Source[] {
  return [...compiled.values()].flat().map(({ source }) => source)
}
