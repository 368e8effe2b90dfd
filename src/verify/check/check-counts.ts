import { countKey, type Expected, plantedSignals } from '../oracle.ts'
import type { Problem } from '../problem.ts'
import type { Seen, SeenPattern } from '../seen.ts'

/**
 * Counts of what was planted, by the oracle; and of every pattern whatever, by the runs that the service itself shows:
 * a pattern counts the runs that carry it, in every resolution, beside all runs of its agent.
 */
export function checkCounts(expected: Expected, seen: Seen): readonly Problem[] {
  return [...checkPlanted(expected, seen), ...seen.patterns.flatMap((pattern) => checkPattern(pattern, expected, seen))]
}

function checkPlanted({ counts }: Expected, { patterns }: Seen): readonly Problem[] {
  const counted = Map.groupBy(
    patterns.filter(({ signal }) => plantedSignals.has(signal)),
    countKey,
  )
  const runsOf = (key: string) => (counted.get(key) ?? []).reduce((sum, { runs }) => sum + runs, 0)
  const wrong = counts.flatMap((count) => off(countKey(count), runsOf(countKey(count)), count.runs))
  const known = new Set(counts.map(countKey))
  return [...wrong, ...[...counted.keys()].filter((key) => !known.has(key)).flatMap((key) => off(key, runsOf(key), 0))]
}

function off(key: string, seen: number, expected: number): readonly Problem[] {
  return seen === expected ? [] : [{ kind: 'count_off', what: `${key} counts ${seen} runs, expected ${expected}` }]
}

function checkPattern(pattern: SeenPattern, { agents }: Expected, { runs }: Seen): readonly Problem[] {
  const { signature, agent, signal } = pattern
  const carriers = runs.filter(({ findings }) => findings.some((finding) => finding.signature === signature)).length
  const facts = [
    ['runs', pattern.runs, carriers],
    ['runs by hours', pattern.hourRuns, carriers],
    ['runs by days', pattern.dayRuns, carriers],
    ['runs of its agent', pattern.agentRuns, agents.get(agent) ?? 0],
  ] as const
  return facts
    .filter(([, told, expected]) => told !== expected)
    .map(([what, told, expected]) => ({
      kind: 'count_off',
      what: `pattern ${signature} (${signal} of ${agent}) tells ${told} ${what}, expected ${expected}`,
    }))
}
