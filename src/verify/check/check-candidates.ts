import { countKey, type ExpectedCount, plantedSignals } from '../oracle.ts'
import type { Problem } from '../problem.ts'
import type { Seen, SeenCandidate } from '../seen.ts'

/** At most one candidate of a lesson is open, where one must be and where one may be, with the counts of its lesson. */
export function checkCandidates(expected: readonly ExpectedCount[], seen: Seen): readonly Problem[] {
  const open = seen.candidates.filter(({ state }) => state === 'open')
  return [...tooMany(open), ...missing(expected, open), ...unexpected(expected, open), ...stale(expected, open, seen)]
}

function tooMany(open: readonly SeenCandidate[]): readonly Problem[] {
  return [...Map.groupBy(open, ({ lesson }) => lesson)]
    .filter(([, same]) => same.length > 1)
    .map(([lesson, same]) => ({
      kind: 'candidate_twice',
      what: `lesson ${lesson} has ${same.length} open candidates, expected one at most`,
    }))
}

function missing(expected: readonly ExpectedCount[], open: readonly SeenCandidate[]): readonly Problem[] {
  const keys = new Set(open.map(countKey))
  return expected
    .filter((count) => count.candidate === 'open' && !keys.has(countKey(count)))
    .map((count) => ({
      kind: 'candidate_missing',
      what: `${countKey(count)} has no open candidate, expected one for its ${count.runs} runs`,
    }))
}

/** What nothing in the end carries, or too little carries, must not be open. */
function unexpected(expected: readonly ExpectedCount[], open: readonly SeenCandidate[]): readonly Problem[] {
  const may = new Set(expected.filter(({ candidate }) => candidate !== 'none').map(countKey))
  return open
    .filter((candidate) => plantedSignals.has(candidate.signal) && !may.has(countKey(candidate)))
    .map((candidate) => ({
      kind: 'candidate_unexpected',
      what: `${countKey(candidate)} has an open candidate of ${candidate.runs} runs, expected none`,
    }))
}

/** Told counts follow the counts of the lesson, as long as it is one that the policy promotes. */
function stale(
  expected: readonly ExpectedCount[],
  open: readonly SeenCandidate[],
  { patterns }: Seen,
): readonly Problem[] {
  const promoted = new Set(expected.filter(({ candidate }) => candidate === 'open').map(countKey))
  const compared = open.filter((candidate) => promoted.has(countKey(candidate)))
  return compared.flatMap(({ id, lesson, runs }): readonly Problem[] => {
    const counted = patterns.filter((pattern) => pattern.lesson === lesson).reduce((sum, own) => sum + own.runs, 0)
    if (counted === runs) return []
    return [{ kind: 'candidate_stale', what: `candidate ${id} tells ${runs} runs, its lesson counts ${counted}` }]
  })
}
