import type { Data } from './data.ts'
import { printedFieldsAsJson, pythonAsJson } from './python-literal.ts'

const charsMax = 256 * 1024
const depthMax = 64

/** Parses JSON that was put into a string; `undefined` when it is none, or larger or deeper than is worth reading. */
export function parseJson(text: string): Data | undefined {
  if (text.length > charsMax || isDeep(text)) return undefined
  try {
    const data: Data = JSON.parse(text)
    return data
  } catch {
    return undefined
  }
}

/** The value itself, or what its text holds: an object or list as JSON or Python writes it, or a text in JSON's quotes. */
export function unpacked(data: Data | undefined): Data | undefined {
  if (typeof data !== 'string') return data
  const start = firstSign(data)
  if (start === '"') return quoted(data)
  if (start !== '{' && start !== '[') return data
  return parseJson(data) ?? parsePython(data) ?? data
}

/** A text that was written as JSON like everything else that its SDK sends. */
function quoted(data: string): Data {
  const text = parseJson(data)
  return typeof text === 'string' ? text : data
}

function parsePython(text: string): Data | undefined {
  if (text.length > charsMax || !text.includes("'")) return undefined
  const json = pythonAsJson(text)
  return json === undefined ? undefined : parseJson(json)
}

/** `content='…' name='search'` as an object; `undefined` when the text is none of that. */
export function printedFields(text: string): Data | undefined {
  if (text.length > charsMax) return undefined
  const json = printedFieldsAsJson(text)
  return json === undefined ? undefined : parseJson(json)
}

/** Text that starts like an object and is none, within the bounds of what is read. */
export function isBrokenJson(data: Data | undefined): boolean {
  if (typeof data !== 'string' || data.length > charsMax || firstSign(data) !== '{') return false
  return !isDeep(data) && unpacked(data) === data
}

function firstSign(text: string): string {
  for (let i = 0; i < text.length && i < 64; i += 1) {
    const sign = text.charAt(i)
    if (sign !== ' ' && sign !== '\n' && sign !== '\t' && sign !== '\r') return sign
  }
  return ''
}

function isDeep(text: string): boolean {
  let depth = 0
  let quoted = false
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i)
    if (quoted) {
      if (code === 0x5c) i += 1
      else if (code === 0x22) quoted = false
    } else if (code === 0x22) quoted = true
    else if (code === 0x7b || code === 0x5b) depth += 1
    else if (code === 0x7d || code === 0x5d) depth -= 1
    if (depth > depthMax) return true
  }
  return false
}
