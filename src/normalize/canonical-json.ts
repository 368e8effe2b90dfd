import { type Data, isKeyed, isList, keysOf, member } from './data.ts'

const depthMax = 24
const charsMax = 256 * 1024

/** Keys whose value differs from call to call although the call is the same, lower-cased and without separators. */
const volatileKeys = new Set([
  'calltimestamp',
  'continuationtoken',
  'correlationid',
  'createdat',
  'currenttime',
  'cursor',
  'durationms',
  'elapsedms',
  'generatedat',
  'idempotencykey',
  'invocationid',
  'latencyms',
  'nextcursor',
  'nextpagetoken',
  'nonce',
  'now',
  'pagetoken',
  'requestid',
  'requesttime',
  'spanid',
  'timestamp',
  'toolcallid',
  'traceid',
  'traceparent',
  'ts',
  'updatedat',
  'xrequestid',
])

function isVolatile(key: string): boolean {
  return key.length <= 32 && volatileKeys.has(key.toLowerCase().replaceAll(/[_\-. ]/g, ''))
}

/** `<app.Context object at 0x7f3c…>`: Python prints an object that was passed along by its address. */
function isHandle(value: Data | undefined): boolean {
  return typeof value === 'string' && /^<[\w.]{1,200} object at 0x[0-9a-f]{1,16}>$/.test(value)
}

/** One text for equal values: keys sorted, numbers as numbers, without volatile keys; cut at a depth and a size. */
export function canonicalJson(data: Data): string {
  const text = write(data, 0)
  return text.length > charsMax ? text.slice(0, charsMax) : text
}

function write(data: Data, depth: number): string {
  if (depth > depthMax) return '"…"'
  if (isList(data)) return `[${data.map((item) => write(item, depth + 1)).join(',')}]`
  if (data instanceof Uint8Array) return `"bytes:${data.length}"`
  if (isKeyed(data)) return writeKeyed(data, depth)
  if (typeof data === 'bigint') return String(data)
  return JSON.stringify(data)
}

function writeKeyed(data: Data, depth: number): string {
  const keys = keysOf(data)
    .filter((key) => !isVolatile(key) && !isHandle(member(data, key)))
    .sort()
  return `{${keys.map((key) => `${JSON.stringify(key)}:${write(member(data, key) ?? null, depth + 1)}`).join(',')}}`
}
