import { firstPlace } from '../run/first-place.ts'
import type { SpanNode } from './span-node.ts'

/** Tool spans that are alike, in start order, and which of them may still be free. */
export interface FreeTools {
  readonly tools: readonly SpanNode[]
  /** For each place the next one that was free when it was last looked for: what is taken is stepped over once. */
  readonly next: number[]
}

export interface Wanted {
  readonly fromUs: number
  readonly toUs: number
  readonly taken: ReadonlySet<SpanNode>
}

/** Lists by key; what has no key is in none. */
export function freeBy(
  tools: readonly SpanNode[],
  keyOf: (tool: SpanNode) => string | null,
): ReadonlyMap<string | null, FreeTools> {
  const lists = new Map<string | null, FreeTools>()
  for (const [key, same] of Map.groupBy(tools, keyOf)) {
    if (key !== null) lists.set(key, { tools: same, next: same.map((_, place) => place) })
  }
  return lists
}

/** The first free one that starts in the given time. */
export function firstFree(free: FreeTools, { fromUs, toUs, taken }: Wanted): SpanNode | undefined {
  const from = firstPlace(free.tools.length, (place) => (free.tools[place]?.fact.startUs ?? fromUs) < fromUs)
  const tool = free.tools[freePlace(free, from, taken)]
  return tool === undefined || tool.fact.startUs > toUs ? undefined : tool
}

/** The place itself or the next one that is free; every place passed on the way is told of it. */
function freePlace({ tools, next }: FreeTools, from: number, taken: ReadonlySet<SpanNode>): number {
  let place = from
  for (let tool = tools[place]; tool !== undefined && taken.has(tool); tool = tools[place]) {
    place = Math.max(place + 1, next[place] ?? 0)
  }
  for (let passed = from; passed < place; ) {
    const after = Math.max(passed + 1, next[passed] ?? 0)
    next[passed] = place
    passed = after
  }
  return place
}
