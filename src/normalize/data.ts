/** Structured content from the wire, whether it came as OTLP values (`Map`) or as JSON in a string (plain objects). */
export type Data =
  | string
  | number
  | bigint
  | boolean
  | null
  | Uint8Array
  | readonly Data[]
  | ReadonlyMap<string, Data>
  | DataObject

export interface DataObject {
  readonly [key: string]: Data
}

export function isList(data: Data | undefined): data is readonly Data[] {
  return Array.isArray(data)
}

function isMap(data: Data | undefined): data is ReadonlyMap<string, Data> {
  return data instanceof Map
}

function isObject(data: Data | undefined): data is DataObject {
  return typeof data === 'object' && data !== null && !isList(data) && !isMap(data) && !(data instanceof Uint8Array)
}

export function isKeyed(data: Data | undefined): data is ReadonlyMap<string, Data> | DataObject {
  return isMap(data) || isObject(data)
}

/** Own members only, so that no key from the wire reaches a prototype. */
export function member(data: Data | undefined, key: string): Data | undefined {
  if (isMap(data)) return data.get(key)
  return isObject(data) && Object.hasOwn(data, key) ? data[key] : undefined
}

export function firstMember(data: Data | undefined, keys: readonly string[]): Data | undefined {
  if (!isKeyed(data)) return undefined
  for (const key of keys) {
    const value = member(data, key)
    if (value !== undefined && value !== null) return value
  }
  return undefined
}

export function path(data: Data | undefined, keys: readonly string[]): Data | undefined {
  let at = data
  for (const key of keys) at = member(at, key)
  return at
}

export function keysOf(data: Data | undefined): readonly string[] {
  if (isMap(data)) return [...data.keys()]
  return isObject(data) ? Object.keys(data) : []
}

export function textOf(data: Data | undefined): string | null {
  return typeof data === 'string' && data !== '' ? data : null
}

/** Numbers arrive as int, double or numeric string (conventions §0 rule 4). */
export function numberOf(data: Data | undefined): number | null {
  const number =
    typeof data === 'number' || typeof data === 'bigint'
      ? Number(data)
      : typeof data === 'string' && data.length < 32 && data.trim() !== ''
        ? Number(data)
        : Number.NaN
  return Number.isFinite(number) ? number : null
}

export function booleanOf(data: Data | undefined): boolean | null {
  if (typeof data === 'boolean') return data
  if (data === 'true') return true
  return data === 'false' ? false : null
}

export function isEmpty(data: Data | undefined): boolean {
  if (data === undefined || data === null || data === '') return true
  return typeof data === 'string' && isRedacted(data)
}

/** Marks that producers leave where content was: it counts as not captured (conventions, "Content and personal data"). */
const redactedMarks = new Set([
  '__REDACTED__',
  'N/A',
  '<fully masked due to failed mask function>',
  '<not specified>',
  '[REDACTED]',
  '<not serializable>',
])

export function isRedacted(text: string): boolean {
  return redactedMarks.has(text)
}
