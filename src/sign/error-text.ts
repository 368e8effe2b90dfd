const unwrapsMax = 4
const depthMax = 4
const linesMax = 64

const saysWhat = [
  'message',
  'error_message',
  'errorMessage',
  'error',
  'errors',
  'detail',
  'details',
  'error_description',
  'description',
  'reason',
  'msg',
  'title',
  'text',
  'content',
] as const
const saysWhich = ['code', 'type', 'name', 'status'] as const

const quotedMessage =
  /["'](?:message|error_message|errorMessage|error|detail|reason|msg)["']\s{0,8}:\s{0,8}(?:"([^"]+)"|'([^']+)')/
const printedException = /^[\w.]*(?:Error|Exception|Failure)\((["'])/
const jsFrame = /^\s*at .*(?:\(|:\d)/
const inlineFrame = /\s{1,8}at (?:async )?(?:[\w$.<>[\] ]{1,128}\(|file:|node:|\/)/
const pythonHeader = /^\s*Traceback \(most recent/
const pythonFrame = /^\s*File "/
const indented = /^\s/

/** The lines of an error text that may say what happened: structured text opened, stack traces dropped. */
export function errorLines(text: string): readonly string[] {
  return withoutStack(opened(text)).map((line) => unprinted(cutInlineStack(line)))
}

/** JSON (or a printed Python dict) inside the text gives way to its message, over a bounded number of layers. */
function opened(text: string): string {
  let current = text
  for (let layer = 0; layer < unwrapsMax; layer += 1) {
    const inner = openedOnce(current)
    if (inner === null) return current
    current = inner
  }
  return current
}

function openedOnce(text: string): string | null {
  const start = text.search(/[{[]/)
  if (start < 0) return null
  const head = text.slice(0, start)
  const value = parsed(text.slice(start))
  const inner = value === undefined ? printedMessage(text.slice(start)) : messageOf(value, 0)
  return inner === null ? null : `${head} ${inner}`.trim()
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** For text that only looks like JSON: cut off, or printed by another language. */
function printedMessage(text: string): string | null {
  const match = quotedMessage.exec(text)
  return match?.[1] ?? match?.[2] ?? null
}

function messageOf(value: unknown, depth: number): string | null {
  if (typeof value === 'string') return value === '' ? null : value
  if (typeof value !== 'object' || value === null || depth >= depthMax) return null
  if (Array.isArray(value)) return messageOf(value[0], depth + 1)
  const fields = new Map<string, unknown>(Object.entries(value))
  for (const field of saysWhat) {
    const message = messageOf(fields.get(field), depth + 1)
    if (message !== null) return prefixed(fields, message)
  }
  return null
}

function prefixed(fields: ReadonlyMap<string, unknown>, message: string): string {
  for (const field of saysWhich) {
    const value = fields.get(field)
    if (typeof value === 'number') return `${field} ${value}: ${message}`
    if (typeof value === 'string' && value !== '' && !message.startsWith(value)) return `${value}: ${message}`
  }
  return message
}

/** A Python traceback ends with its message; its frames and source lines are indented. */
function withoutStack(text: string): readonly string[] {
  const lines = text.split(/[\r\n]+/, linesMax)
  const python = lines.some((line) => pythonHeader.test(line))
  return lines.filter((line) => {
    if (jsFrame.test(line) || pythonHeader.test(line) || pythonFrame.test(line)) return false
    return !(python && indented.test(line))
  })
}

function cutInlineStack(line: string): string {
  const at = line.search(inlineFrame)
  return at > 0 ? line.slice(0, at) : line
}

/** `ValueError('no such thing')` as `ValueError: no such thing`, so that the message is not taken for a quoted value. */
function unprinted(line: string): string {
  const match = printedException.exec(line)
  if (match === null) return line
  const open = match[0].length - 2
  const close = line.lastIndexOf(match[1] ?? '')
  return `${line.slice(0, open)}: ${line.slice(open + 2, close > open + 2 ? close : undefined)}`
}
