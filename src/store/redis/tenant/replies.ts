/** What Redis answers, as values. Anything else than expected is a bug and named as one, without its content. */
import type { Reply } from '../client.ts'

export function listOf(reply: Reply): readonly Reply[] {
  if (Array.isArray(reply)) return reply
  throw new Error(`Redis: expected a list, saw ${reply === null ? 'nothing' : typeof reply}`)
}

export function textOf(reply: Reply | undefined): string {
  if (typeof reply === 'string') return reply
  throw new Error(`Redis: expected text, saw ${reply === null ? 'nothing' : typeof reply}`)
}

export function textOrNull(reply: Reply | undefined): string | null {
  return reply === null || reply === undefined ? null : textOf(reply)
}

/** Scores come as text. */
export function numberOf(reply: Reply | undefined): number {
  const value = typeof reply === 'string' ? Number(reply) : reply
  if (typeof value === 'number' && !Number.isNaN(value)) return value
  throw new Error(`Redis: expected a number, saw ${reply === null ? 'nothing' : typeof reply}`)
}

export function numberOrNull(reply: Reply | undefined): number | null {
  return reply === null || reply === undefined ? null : numberOf(reply)
}

export function textsOf(reply: Reply): readonly string[] {
  return listOf(reply).map(textOf)
}

/** `name, value, name, value ...`, as hashes and scored sets come. */
export function pairsOf(reply: Reply): readonly (readonly [string, string])[] {
  const parts = textsOf(reply)
  return Array.from({ length: Math.floor(parts.length / 2) }, (_, index) => {
    return [parts[2 * index] ?? '', parts[2 * index + 1] ?? ''] as const
  })
}

/** An empty list of Lua comes as an empty object. */
export function luaList<T>(value: readonly T[] | object | undefined): readonly T[] {
  return Array.isArray(value) ? value : []
}
