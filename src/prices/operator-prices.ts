import Type, { type Static } from 'typebox'
import Value from 'typebox/value'
import { parse } from 'yaml'
import type { PriceOf } from '../assemble/price.ts'
import { globMatcher } from '../sign/glob.ts'

const amount = Type.Number({ minimum: 0, maximum: 1_000_000 })

/** One line of the operator's own prices: USD per million tokens. */
const priceSchema = Type.Object(
  {
    provider: Type.Optional(Type.String({ minLength: 1, maxLength: 128 })),
    /** Exact, or with `*` for any characters. */
    model: Type.String({ minLength: 1, maxLength: 256 }),
    inputPerMillion: amount,
    outputPerMillion: amount,
    /** What a cached input token costs; without it as much as any other. */
    cacheReadPerMillion: Type.Optional(amount),
  },
  { additionalProperties: false },
)
const pricesSchema = Type.Array(priceSchema, { maxItems: 1_000 })

export type OperatorPrice = Static<typeof priceSchema>

/**
 * Reads prices from YAML or JSON text.
 *
 * @throws Error that names every entry and field at fault, and what was expected.
 */
export function readPrices(text: string, where: string): readonly OperatorPrice[] {
  const content = parseText(text, where)
  if (Value.Check(pricesSchema, content)) return content
  const faults = Value.Errors(pricesSchema, content).slice(0, 20)
  const lines = faults.map(({ instancePath, message }) => `  ${instancePath || '/'}: ${message}`)
  throw new Error(`${where}: expected a list of prices\n${lines.join('\n')}`)
}

function parseText(text: string, where: string): unknown {
  try {
    return parse(text, { maxAliasCount: 0 })
  } catch {
    throw new Error(`${where}: expected YAML or JSON`)
  }
}

/** Prices that the operator gave; the first entry that matches wins. */
export function operatorPrices(entries: readonly OperatorPrice[]): PriceOf {
  const compiled = entries.map((entry) => ({ entry, matches: globMatcher(entry.model) }))
  return ({ provider, model, tokens }) => {
    const found = compiled.find(
      ({ entry, matches }) => (entry.provider === undefined || entry.provider === provider) && matches(model),
    )
    if (found === undefined) return null
    const { inputPerMillion, outputPerMillion, cacheReadPerMillion = inputPerMillion } = found.entry
    const input = tokens.input ?? 0
    const cached = Math.min(tokens.cacheRead ?? 0, input)
    const total = (input - cached) * inputPerMillion + cached * cacheReadPerMillion
    return (total + (tokens.output ?? 0) * outputPerMillion) / 1_000_000
  }
}

/** The first of them that knows the price. */
export function firstOf(...prices: readonly PriceOf[]): PriceOf {
  return (call) => {
    for (const price of prices) {
      const found = price(call)
      if (found !== null) return found
    }
    return null
  }
}
