/** What is wrong with one key or value: where, what was seen (never a secret), what was expected instead. */
export interface Fault {
  readonly path: string
  readonly seen: string
  readonly expected: string
}

export function faultLine(fault: Fault): string {
  return `${fault.path}: saw ${fault.seen}, expected ${fault.expected}`
}

const shownMax = 60

/** A value as a fault may show it: short, on one line, without the user part of a URL. */
export function shown(value: unknown): string {
  if (value === null || value === undefined) return 'nothing'
  if (value instanceof Map) return 'a group of keys'
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'string') return shownText(value)
  return String(value).slice(0, shownMax)
}

function shownText(value: string): string {
  const masked = withoutUser(value)
  return JSON.stringify(masked.length > shownMax ? `${masked.slice(0, shownMax)}…` : masked)
}

function withoutUser(value: string): string {
  const at = value.lastIndexOf('@')
  return at < 0 ? value : `***${value.slice(at)}`
}

const secretWords = ['secret', 'password', 'passwd', 'token', 'apikey', 'api_key', 'credential', 'auth']

/** Whether a key that nobody described may hold a secret, judged by its name. */
export function namesSecret(key: string): boolean {
  const lower = key.toLowerCase()
  return secretWords.some((word) => lower.includes(word))
}
