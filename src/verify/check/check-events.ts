import type { Problem } from '../problem.ts'
import type { Seen } from '../seen.ts'

const opened = 'promontory.candidate.opened'

/** Every candidate was told of at least once, and its opening under one id only, however often it was told. */
export function checkEvents({ candidates, events }: Seen): readonly Problem[] {
  if (events === null) return []
  const idsOf = Map.groupBy(
    events.filter(({ type }) => type === opened),
    ({ candidateId }) => candidateId,
  )
  return candidates.flatMap(({ id }): readonly Problem[] => {
    const ids = new Set((idsOf.get(id) ?? []).map((event) => event.id))
    if (ids.size === 1) return []
    if (ids.size === 0) return [{ kind: 'event_missing', what: `candidate ${id} was never told of as opened` }]
    return [{ kind: 'event_twice', what: `candidate ${id} was opened under ${ids.size} event ids, expected one` }]
  })
}
