import type { Fact } from '../span/span-fact.ts'
import type { TraceChunk } from '../store/contract.ts'
import type { FactOfTrace } from './read-facts.ts'

const serverKind = 2
const consumerKind = 5

/** One chunk per trace that the request touches, in the order in which they first appear. */
export function chunksByTrace(facts: readonly FactOfTrace[], tenant: string): readonly TraceChunk[] {
  const byTrace = Map.groupBy(facts, (placed) => placed.traceId)
  return [...byTrace].map(([traceId, placed]) => {
    const own = placed.map(({ fact }) => fact)
    return { tenant, traceId, facts: own, rootEnded: own.some(endsRoot), agentic: own.some(isAgentic) }
  })
}

/** Only the top of a process can be judged without its trace: no parent, a remote one, or an entry span. */
function endsRoot(fact: Fact): boolean {
  if (fact.type !== 'span') return false
  if (fact.parentSpanId === null || fact.remoteParent === true || fact.rootMark === true) return true
  return fact.spanKind === serverKind || fact.spanKind === consumerKind
}

function isAgentic(fact: Fact): boolean {
  return fact.type === 'span' && fact.role !== 'infra'
}
