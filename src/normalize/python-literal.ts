/**
 * Python frameworks hand a dictionary or a list on as Python prints it: `{'results': [], 'done': True}`. Rewrites such a
 * text as JSON, in one pass; `undefined` when it holds anything but literals.
 */
export function pythonAsJson(text: string): string | undefined {
  const json: string[] = []
  const tokens = new RegExp(token)
  while (tokens.lastIndex < text.length) {
    const found = tokens.exec(text)?.[0]
    const written = found === undefined ? undefined : rewritten(found)
    if (written === undefined) return undefined
    if ((written === ']' || written === '}') && json.at(-1) === ',') json.pop()
    if (written !== '') json.push(written)
  }
  return json.join('')
}

const token =
  /\s+|'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.])|\b(?:True|False|None)\b|[{}[\]():,]/sy

const words: Readonly<Record<string, string>> = { True: 'true', False: 'false', None: 'null', '(': '[', ')': ']' }

function rewritten(found: string): string | undefined {
  const sign = found.charAt(0)
  if (sign === "'" || sign === '"') return JSON.stringify(unescaped(found.slice(1, -1)))
  return found.trim() === '' ? '' : (words[found] ?? found)
}

const escapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', '\n': '' }

function unescaped(body: string): string {
  return body.replaceAll(/\\(x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|[\s\S])/g, (_, code: string) =>
    code.length > 1 ? String.fromCharCode(Number.parseInt(code.slice(1), 16)) : (escapes[code] ?? code),
  )
}
