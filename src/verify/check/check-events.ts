import type { Problem } from '../problem.ts'
import type { Seen, SeenCandidate, SeenSink } from '../seen.ts'

const opened = 'promontory.candidate.opened'

/** Every sink was told of every candidate at least once, and of its opening under one id only, however often. */
export function checkEvents({ candidates, sinks }: Seen): readonly Problem[] {
  return (sinks ?? []).flatMap((sink) => checkSink(sink, candidates))
}

function checkSink({ sink, events }: SeenSink, candidates: readonly SeenCandidate[]): readonly Problem[] {
  const idsOf = Map.groupBy(
    events.filter(({ type }) => type === opened),
    ({ candidateId }) => candidateId,
  )
  return candidates.flatMap(({ id }): readonly Problem[] => {
    const ids = new Set((idsOf.get(id) ?? []).map((event) => event.id))
    if (ids.size === 1) return []
    if (ids.size === 0) return [{ kind: 'event_missing', what: `${sink} was never told that candidate ${id} opened` }]
    return [{ kind: 'event_twice', what: `${sink} was told by ${ids.size} event ids that ${id} opened, expected one` }]
  })
}
