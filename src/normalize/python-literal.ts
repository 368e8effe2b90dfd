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

/**
 * `content='…' name='search' items=[]`: how Python prints the fields of a model object. Rewrites the ones before the
 * first that is no literal as a JSON object; `undefined` when there are none.
 */
export function printedFieldsAsJson(text: string): string | undefined {
  const fields: string[] = []
  let at = 0
  while (at < text.length) {
    const name = matchAt(fieldName, text, at)?.[1]
    const from = fieldName.lastIndex
    const end = name === undefined ? undefined : literalEnd(text, from)
    const json = end === undefined ? undefined : pythonAsJson(text.slice(from, end))
    if (end === undefined || json === undefined) break
    fields.push(`${JSON.stringify(name)}:${json}`)
    at = end
  }
  return fields.length === 0 ? undefined : `{${fields.join(',')}}`
}

const fieldName = /\s*([A-Za-z_]\w{0,63})=/y

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at
  return pattern.exec(text)
}

/** Where the one literal that starts here ends. */
function literalEnd(text: string, from: number): number | undefined {
  const tokens = new RegExp(token)
  tokens.lastIndex = from
  let depth = 0
  while (tokens.lastIndex < text.length) {
    const sign = tokens.exec(text)?.[0]
    if (sign === undefined || sign.trim() === '') return undefined
    if (sign === '{' || sign === '[' || sign === '(') depth += 1
    else if (sign === '}' || sign === ']' || sign === ')') depth -= 1
    if (depth === 0) return tokens.lastIndex
    skipBlanks(tokens, text)
  }
  return undefined
}

function skipBlanks(tokens: RegExp, text: string): void {
  const blanks = matchAt(/\s*/y, text, tokens.lastIndex)?.[0].length ?? 0
  tokens.lastIndex += blanks
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
