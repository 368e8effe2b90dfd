import type { SpanFact } from '../../src/span/span-fact.ts'
import { agent as agentSpan, tool } from '../assemble/fact-builder.ts'

export interface Storm {
  readonly agent?: string
  readonly release?: string
  readonly template?: string
  readonly times?: number
  /** When it begins, in milliseconds. */
  readonly at?: number
  /** Sets the ids of its spans apart from others. */
  readonly id?: string
}

/** A failed run in which one call was made again and again with the same arguments and failed each time. */
export function stormFacts(storm: Storm = {}): readonly SpanFact[] {
  const { agent = 'helper', release = '1.0', template = 'upstream returned 503', times = 4, at = 0, id = '' } = storm
  const failed = { outcome: 'error', error: { type: null, class: 'other', template } } as const
  const service = { name: 'shop', instanceId: null, version: release, environment: null }
  const call = { callFp: null, arguments: { fp: 'x', chars: 2 }, result: null, type: null }
  const calls = Array.from({ length: times }, (_, i) =>
    tool(`${id}c${i}`, `${id}a`, at + 10 * i + 1, at + 10 * i + 6, { name: 'charge', service, tool: call, ...failed }),
  )
  const named = { name: agent, id: null, version: null }
  return [agentSpan(`${id}a`, null, at, at + 10 * times + 10, { service, agent: named, ...failed }), ...calls]
}
