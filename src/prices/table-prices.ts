import { calcPrice } from '@pydantic/genai-prices'
import type { PriceOf } from '../assemble/price.ts'

/** How many unknown model names are remembered, so that looking them up again costs nothing. */
const unknownMax = 1_000

/** Prices by the bundled table of `@pydantic/genai-prices`; a dated model name falls back to its undated one. */
export function tablePrices(): PriceOf {
  const unknown = new Set<string>()
  return ({ provider, model, tokens, atMs }) => {
    const key = `${provider ?? ''}\n${model}`
    if (unknown.has(key)) return null
    const usage = {
      input_tokens: tokens.input ?? 0,
      output_tokens: tokens.output ?? 0,
      cache_read_tokens: Math.min(tokens.cacheRead ?? 0, tokens.input ?? 0),
    }
    for (const name of namesOf(model)) {
      const found = priced(usage, name, provider, atMs)
      if (found !== null) return found
    }
    if (unknown.size < unknownMax) unknown.add(key)
    return null
  }
}

const datedName = /^(.+?)-(?:\d{4}-\d{2}-\d{2}|\d{8})$/

function namesOf(model: string): readonly string[] {
  const undated = datedName.exec(model)?.[1]
  return undated === undefined ? [model] : [model, undated]
}

type Usage = Parameters<typeof calcPrice>[0]

/** The provider on a span may be a gateway or an application's own name: then the model name alone decides. */
function priced(usage: Usage, model: string, provider: string | null, atMs: number): number | null {
  const timestamp = new Date(atMs)
  const known = provider === null ? null : tryPrice(usage, model, { providerId: provider, timestamp })
  return known ?? tryPrice(usage, model, { timestamp })
}

function tryPrice(usage: Usage, model: string, options: Parameters<typeof calcPrice>[2]): number | null {
  try {
    return calcPrice(usage, model, options)?.total_price ?? null
  } catch {
    return null
  }
}
