import { isUtf8 } from 'node:buffer'
import type { DecodeLimits } from './decoded.ts'
import { jsonBudget } from './json-budget.ts'
import { isObject, type JsonObject, kindOf } from './json-fields.ts'
import { malformed, type Refusal } from './refusal.ts'

export type ParsedBody = { readonly kind: 'parsed'; readonly root: JsonObject } | Refusal

/** The bytes of a request to an object, or why not. The message of the parser is not used: it quotes the body. */
export function parseBody(body: Uint8Array, limits: DecodeLimits): ParsedBody {
  const refusal = jsonBudget(body, limits)
  if (refusal !== null) return refusal
  if (!isUtf8(body)) return malformed('the body is not UTF-8, expected OTLP/JSON in UTF-8')
  const text = Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('utf8')
  return parseText(text)
}

function parseText(text: string): ParsedBody {
  try {
    const root: unknown = JSON.parse(text)
    if (isObject(root)) return { kind: 'parsed', root }
    return malformed(`the body is ${kindOf(root)}, expected an object`)
  } catch (error) {
    return malformed(`the body is not valid JSON${positionOf(error)}`)
  }
}

function positionOf(error: unknown): string {
  const found =
    error instanceof SyntaxError
      ? / at position (\d{1,12}) \(line \d{1,12} column \d{1,12}\)$/.exec(error.message)
      : null
  return found === null ? '' : ` at character ${found[1]}`
}
