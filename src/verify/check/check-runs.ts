import { plantedSignals } from '../oracle.ts'
import type { ExpectedRun } from '../planned-run.ts'
import type { Problem } from '../problem.ts'
import type { Seen, SeenRun } from '../seen.ts'

/** Every run once, whole and with what was planted in it; and no run that was not sent. */
export function checkRuns(expected: readonly ExpectedRun[], seen: Seen): readonly Problem[] {
  const byPlace = Map.groupBy(seen.runs, placeOf)
  const explained = new Set(expected.map(placeOf))
  const wrong = expected.flatMap((run) => checkRun(run, byPlace.get(placeOf(run)) ?? [], seen))
  const strange = seen.runs.filter((run) => !explained.has(placeOf(run)))
  return [...wrong, ...strange.map(unexpected), ...sharedIds(seen.runs)]
}

/** A run is told by its traces and its first moment: several may share a trace. */
function placeOf({ agent, traceIds, startUs }: Pick<ExpectedRun, 'agent' | 'traceIds' | 'startUs'>): string {
  return JSON.stringify([agent, traceIds.toSorted(), startUs])
}

function checkRun(expected: ExpectedRun, found: readonly SeenRun[], seen: Seen): readonly Problem[] {
  const where = `run of ${expected.agent} in ${expected.traceIds.join(' and ')}`
  const [run, ...others] = found
  if (run === undefined) return [{ kind: 'run_missing', what: `${where} is not there` }]
  if (others.length > 0) return [{ kind: 'run_twice', what: `${where} is there ${found.length} times, expected once` }]
  const differences = [
    ...differs('outcome', run.outcome, expected.outcome),
    ...differs('complete', run.complete, expected.complete),
    ...differs('steps', stepsSeen(run, seen), stepsExpected(expected)),
    ...differs('findings', findingsSeen(run), findingsExpected(expected)),
  ]
  return differences.map((what) => ({ kind: 'run_wrong', what: `${where}: ${what}` }))
}

function differs(name: string, seen: string | boolean, expected: string | boolean): readonly string[] {
  return seen === expected ? [] : [`${name} ${seen}, expected ${expected}`]
}

function stepsSeen({ runId }: SeenRun, { steps }: Seen): string {
  return (steps.get(runId) ?? []).map(stepText).join(', ')
}

function stepsExpected({ steps }: ExpectedRun): string {
  return steps.map(stepText).join(', ')
}

function stepText({ kind, name, outcome }: { readonly kind: string; readonly name: string; readonly outcome: string }) {
  return `${kind} ${name} ${outcome}`
}

function findingsSeen({ findings }: SeenRun): string {
  return weaknessText(findings.filter(({ signal }) => plantedSignals.has(signal)))
}

function findingsExpected({ planted }: ExpectedRun): string {
  return weaknessText(planted)
}

function weaknessText(found: readonly { readonly signal: string; readonly locus: string }[]): string {
  const texts = found.map(({ signal, locus }) => `${signal} at ${locus}`)
  return texts.length === 0 ? 'none' : texts.sort().join(', ')
}

function unexpected({ runId, agent, traceIds }: SeenRun): Problem {
  return { kind: 'run_unexpected', what: `run ${runId} of ${agent} in ${traceIds.join(' and ')} was not sent as a run` }
}

function sharedIds(runs: readonly SeenRun[]): readonly Problem[] {
  return [...Map.groupBy(runs, ({ runId }) => runId)]
    .filter(([, same]) => same.length > 1)
    .map(([runId, same]) => ({ kind: 'run_twice', what: `run ${runId} is listed ${same.length} times, expected once` }))
}
