import type { Content } from './config-source.ts'
import { type Fault, namesSecret, shown } from './fault.ts'
import { nearest } from './nearest.ts'
import { optionList } from './option-list.ts'

/** Keys that nobody described. Goes only where described groups go, so its depth is that of the schema. */
export function unknownKeys(content: Content, above: readonly string[]): readonly Fault[] {
  return [...content].flatMap(([key, value]) => {
    if (!looksLikeName(String(key))) return [unlikeName(above, String(key))]
    const path = [...above, String(key)]
    const dotted = path.join('.')
    if (optionList.some((option) => option.path === dotted && above.length === option.keys.length - 1)) return []
    if (!optionList.some((option) => option.path.startsWith(`${dotted}.`) && !String(key).includes('.')))
      return [unknownKey(dotted, String(key), value)]
    if (value === null) return []
    if (value instanceof Map) return unknownKeys(value, path)
    return [{ path: dotted, seen: shown(value), expected: 'a group of keys' }]
  })
}

function looksLikeName(key: string): boolean {
  return /^[A-Za-z0-9_.-]{1,40}$/.test(key)
}

/** What stands where a key should may be anything, also a secret that came into the wrong line. */
function unlikeName(above: readonly string[], key: string): Fault {
  const told = `a key of ${key.length} characters`
  const path = above.length === 0 ? told : `${above.join('.')}: ${told}`
  return { path, seen: 'an unknown key', expected: 'a known key' }
}

function unknownKey(path: string, key: string, value: unknown): Fault {
  const seen = namesSecret(key) ? 'an unknown key' : `an unknown key with ${shown(value)}`
  if (key.includes('.')) return { path, seen, expected: 'keys nested below each other instead of dots' }
  const groups = optionList.flatMap((option) => option.keys.map((_, end) => option.keys.slice(0, end + 1).join('.')))
  const near = nearest(path, groups)
  return { path, seen, expected: near === null ? 'a known key' : `a known key, perhaps ${near}` }
}
