import { stepsMatch } from './compare-steps.ts'
import { expectedText, seenText } from './describe.ts'
import type { Expected, ExpectedRun } from './expected.ts'
import type { SeenRun } from './seen.ts'

export const measures = ['runs', 'steps', 'outcome', 'weakness', 'quiet'] as const
export type Measure = (typeof measures)[number]

/** `null`: this measure says nothing about this capture. */
export type Verdict =
  | { readonly ok: true }
  | { readonly ok: false; readonly expected: string; readonly saw: string }
  | null

export type Comparison = Readonly<Record<Measure, Verdict>>

/** What was seen of one capture against what happened. */
export function compare(expected: Expected, seen: readonly SeenRun[]): Comparison {
  return {
    runs: verdict(seen.length === expected.runs.length, `${expected.runs.length}`, `${seen.length}`),
    steps: verdict(
      sequencesMatch(expected.runs, seen),
      expected.runs.map(expectedText).join(' | '),
      seen.map(seenText).join(' | '),
    ),
    outcome: verdict(
      pairUp(expected.runs, seen, (run, other) => outcomeMatches(run.status, other.outcome)),
      expected.runs.map(({ status }) => status).join(', '),
      seen.map(({ outcome }) => outcome).join(', '),
    ),
    weakness: weakness(expected, seen),
    quiet: expected.healthy ? verdict(signalsOf(seen).length === 0, 'no findings', signalsOf(seen).join(', ')) : null,
  }
}

function verdict(ok: boolean, expected: string, saw: string): Verdict {
  return ok ? { ok } : { ok, expected: expected || 'nothing', saw: saw || 'nothing' }
}

function weakness({ signals }: Expected, seen: readonly SeenRun[]): Verdict {
  if (signals.length === 0) return null
  const found = signalsOf(seen)
  return verdict(
    signals.some((signal) => found.includes(signal)),
    signals.join(' or '),
    found.join(', '),
  )
}

function signalsOf(seen: readonly SeenRun[]): readonly string[] {
  return [...new Set(seen.flatMap(({ signals }) => signals))].sort()
}

/** Order across runs is not defined. A run that was cut in pieces is judged whole, so that it is one miss, not two. */
function sequencesMatch(expected: readonly ExpectedRun[], seen: readonly SeenRun[]): boolean {
  if (expected.length === seen.length) return pairUp(expected, seen, (run, other) => stepsMatch(run, other.steps))
  const optional = new Map(expected.flatMap((run) => [...run.optional]))
  return stepsMatch(
    { groups: expected.flatMap(({ groups }) => groups), optional },
    seen.flatMap(({ steps }) => steps),
  )
}

/** Whether each of the one finds one of the others for itself. Few, and alike where they match, so greedy is enough. */
function pairUp(
  expected: readonly ExpectedRun[],
  seen: readonly SeenRun[],
  fits: (run: ExpectedRun, other: SeenRun) => boolean,
): boolean {
  const free = [...seen]
  for (const run of expected) {
    const index = free.findIndex((other) => fits(run, other))
    if (index < 0) return false
    free.splice(index, 1)
  }
  return free.length === 0
}

const outcomes: ReadonlyMap<string, readonly string[]> = new Map([
  ['completed', ['completed']],
  ['error', ['failed']],
  ['aborted', ['aborted']],
  ['killed', ['unknown', 'aborted']],
  ['turn_limit', ['failed', 'completed', 'unknown']],
  ['truncated', ['completed', 'failed']],
  ['guardrail_tripped', ['completed', 'failed']],
])

function outcomeMatches(status: string, outcome: string): boolean {
  return outcomes.get(status)?.includes(outcome) === true
}
