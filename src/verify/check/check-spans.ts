import type { PlannedRun, PlannedSpan } from '../planned-run.ts'
import type { Problem } from '../problem.ts'
import type { Seen } from '../seen.ts'

/**
 * Every span that was acknowledged must be there: as the step that shows it, in the version that must win, and in the
 * number of spans of its trace. All spans were acknowledged when this is asked.
 */
export function checkSpans(sent: readonly PlannedRun[], seen: Seen): readonly Problem[] {
  return [...missingSteps(sent, seen), ...shortTraces(sent, seen)]
}

function missingSteps(sent: readonly PlannedRun[], { steps }: Seen): readonly Problem[] {
  const ends = new Map([...steps.values()].flat().map((step) => [step.id, step.endUs]))
  return sent.flatMap(({ story, expected }) =>
    expected.steps.flatMap(({ spanId, endUs, name }): readonly Problem[] => {
      if (spanId === null || endUs === null) return []
      const end = ends.get(spanId)
      const where = `step ${name} of ${expected.traceIds.join(' and ')} (${story})`
      if (end === undefined)
        return [{ kind: 'span_lost', what: `span ${spanId} is shown nowhere, expected as ${where}` }]
      if (end === endUs) return []
      return [{ kind: 'run_wrong', what: `span ${spanId} ends at ${end} us, expected ${endUs} us: ${where}` }]
    }),
  )
}

function shortTraces(sent: readonly PlannedRun[], { traces }: Seen): readonly Problem[] {
  const byTrace = Map.groupBy(
    sent.flatMap(({ spans }) => spans),
    ({ traceId }) => traceId,
  )
  return [...byTrace].flatMap(([traceId, spans]): readonly Problem[] => {
    const trace = traces.get(traceId)
    const least = distinct(spans)
    if (trace === undefined)
      return [{ kind: 'span_lost', what: `trace ${traceId} is not known, expected ${least} spans` }]
    if (trace.spans < least) {
      return [{ kind: 'span_lost', what: `trace ${traceId} has ${trace.spans} spans, expected at least ${least}` }]
    }
    if (trace.state === 'settled') return []
    return [{ kind: 'trace_unsettled', what: `trace ${traceId} is ${trace.state}, expected settled` }]
  })
}

function distinct(spans: readonly PlannedSpan[]): number {
  return new Set(spans.map(({ spanId }) => spanId)).size
}
