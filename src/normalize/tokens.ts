import type { TokenFact } from '../span/span-fact.ts'
import type { SpanView } from './span-view.ts'

export const noTokens: TokenFact = { input: null, output: null, cacheRead: null, cacheWrite: null, reasoning: null }

/** Token counts of one model call; the input total includes what came from and went to the cache (§0 rule 6). */
export function tokensOf(view: SpanView): TokenFact {
  const cacheRead = count(view, 'tok.cache_read')
  const cacheWrite = count(view, 'tok.cache_write')
  const reasoning = count(view, 'tok.reasoning')
  const output = count(view, 'tok.output')
  return {
    input: wholeInput(view, cacheRead ?? 0, cacheWrite ?? 0),
    output: output !== null && isLangfuseOnly(view) ? output + (reasoning ?? 0) : output,
    cacheRead,
    cacheWrite,
    reasoning,
  }
}

/** Langfuse and Claude Code leave the cached part out; where it is unknown, more cache than input gives it away. */
function wholeInput(view: SpanView, read: number, write: number): number | null {
  const input = count(view, 'tok.input')
  if (input === null) return null
  const excludes = isLangfuseOnly(view) || view.has('cache_read_tokens') || read + write > input
  return excludes ? input + read + write : input
}

function isLangfuseOnly(view: SpanView): boolean {
  return view.read('tok.input')?.from.startsWith('langfuse.') === true
}

function count(
  view: SpanView,
  field: 'tok.input' | 'tok.output' | 'tok.cache_read' | 'tok.cache_write' | 'tok.reasoning',
): number | null {
  const number = view.readNumber(field)
  return number === null || number < 0 ? null : Math.trunc(Math.min(number, Number.MAX_SAFE_INTEGER))
}
