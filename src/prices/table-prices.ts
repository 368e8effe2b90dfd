import { calcPrice } from '@pydantic/genai-prices'
import type { PriceOf } from '../assemble/price.ts'
import type { TokenFact } from '../span/span-fact.ts'

/** How many model names are remembered, known and unknown ones, so that looking them up again costs nothing. */
const rememberedMax = 1_000

/** USD per million tokens, where that is all there is to a price. */
interface Rates {
  readonly input: number
  readonly output: number
  /** Null where a cached token costs as much as any other. */
  readonly cacheRead: number | null
}

/** Prices by the bundled table of `@pydantic/genai-prices`; a dated model name falls back to its undated one. */
export function tablePrices(): PriceOf {
  /** `by the call` where the price depends on the time or the number of tokens. */
  const remembered = new Map<string, Rates | 'unknown' | 'by the call'>()
  return ({ provider, model, tokens, atMs }) => {
    const key = `${provider ?? ''}\n${model}`
    const rates = remembered.get(key)
    if (rates === 'unknown') return null
    if (rates !== undefined && rates !== 'by the call') return pricedBy(rates, tokens)
    const found = lookedUp(tokens, model, provider, atMs)
    if (remembered.size < rememberedMax) {
      remembered.set(key, found === null ? 'unknown' : (ratesOf(found) ?? 'by the call'))
    }
    return found?.total_price ?? null
  }
}

type Found = NonNullable<ReturnType<typeof calcPrice>>

const datedName = /^(.+?)-(?:\d{4}-\d{2}-\d{2}|\d{8})$/

function lookedUp(tokens: TokenFact, model: string, provider: string | null, atMs: number): Found | null {
  for (const name of namesOf(model)) {
    const found = priced(usageOf(tokens), name, provider, atMs)
    if (found !== null) return found
  }
  return null
}

function namesOf(model: string): readonly string[] {
  const undated = datedName.exec(model)?.[1]
  return undated === undefined ? [model] : [model, undated]
}

type Usage = Parameters<typeof calcPrice>[0]

function usageOf(tokens: TokenFact): Usage & object {
  return {
    input_tokens: tokens.input ?? 0,
    output_tokens: tokens.output ?? 0,
    cache_read_tokens: Math.min(tokens.cacheRead ?? 0, tokens.input ?? 0),
  }
}

/** The provider on a span may be a gateway or an application's own name: then the model name alone decides. */
function priced(usage: Usage, model: string, provider: string | null, atMs: number): Found | null {
  const timestamp = new Date(atMs)
  const known = provider === null ? null : tryPrice(usage, model, { providerId: provider, timestamp })
  return known ?? tryPrice(usage, model, { timestamp })
}

function tryPrice(usage: Usage, model: string, options: Parameters<typeof calcPrice>[2]): Found | null {
  try {
    return calcPrice(usage, model, options)
  } catch {
    return null
  }
}

/** Prices of what is not told of here, so that it adds nothing. */
const ofOthers =
  /^(?:cache_write(?:_1h)?|cache_audio_read|(?:input|output)_(?:audio|image|video|text))_mtok$|^(?:web|storage)_searches_kcount$/

/** Null where the price depends on the time or on how many tokens there are, or where more than tokens is paid for. */
function ratesOf({ model, model_price: prices }: Found): Rates | null {
  if (Array.isArray(model.prices)) return null
  for (const [name, price] of Object.entries(prices)) {
    const counts = name === 'input_mtok' || name === 'output_mtok' || name === 'cache_read_mtok'
    if (counts ? typeof price !== 'number' : !ofOthers.test(name)) return null
  }
  return {
    input: rateOf(prices.input_mtok) ?? 0,
    output: rateOf(prices.output_mtok) ?? 0,
    cacheRead: rateOf(prices.cache_read_mtok),
  }
}

function rateOf(price: unknown): number | null {
  return typeof price === 'number' ? price : null
}

/** As the table's own arithmetic has it, to the last bit. */
function pricedBy({ input, output, cacheRead }: Rates, tokens: TokenFact): number {
  const read = tokens.input ?? 0
  const cached = cacheRead === null ? 0 : Math.min(tokens.cacheRead ?? 0, read)
  const cachedUsd = cacheRead === null ? 0 : (cacheRead * cached) / 1e6
  return (input * (read - cached)) / 1e6 + cachedUsd + (output * (tokens.output ?? 0)) / 1e6
}
