import { nearestAbove, type SpanNode } from './span-node.ts'

/**
 * A guardrail that trips ends what stands above it, and some instrumentations tell of it only there. Of the guardrails
 * below, all silent about their verdict, the one that ended last is taken for the one that tripped.
 */
export function markTrippedGuards(nodes: readonly SpanNode[]): void {
  const guards = nodes.filter((node) => node.fact.kind === 'guardrail')
  if (guards.length === 0) return
  for (const [above, group] of Map.groupBy(guards, nearestAbove(isStopped))) {
    if (above === null || group.some((node) => node.fact.outcome === 'rejected')) continue
    const tripped = group.filter(isSilent).reduce<SpanNode | null>(laterEnd, null)
    if (tripped !== null)
      tripped.fact = {
        ...tripped.fact,
        outcome: 'rejected',
        outcomeFrom: 'error of the span above',
        error: above.fact.error,
      }
  }
}

function isStopped({ fact }: SpanNode): boolean {
  return fact.outcome === 'error' && fact.error?.class === 'guardrail'
}

function isSilent({ fact }: SpanNode): boolean {
  return fact.outcome === 'unknown' || (fact.outcome === 'ok' && fact.outcomeFrom === 'status')
}

function laterEnd(last: SpanNode | null, node: SpanNode): SpanNode {
  return last === null || node.fact.endUs >= last.fact.endUs ? node : last
}
