import type { Finding } from '../../finding/finding.ts'
import type { Run } from '../../run/run.ts'
import { isAction, type Step } from '../../run/step.ts'
import { excessOf } from '../excess.ts'
import { isFailure, succeedsLater, templateOf } from '../failure.ts'
import { groups, mostFrequent } from '../groups.ts'
import { recoveryAfter } from '../recovery.ts'
import { rounds } from '../rounds.ts'
import { type Detection, quiet, type Signal } from '../signal.ts'
import { shown } from '../wording.ts'

/** A first try, a retry, and one more that could have known better. */
const sameArgumentsMin = 3
/** Changing the arguments is an honest try, so one more is granted before the same error makes it a storm. */
const sameErrorMin = 4
/** Without arguments the same error has to stand for the same call. */
const unknownArgumentsMin = 3

const severityRecovered = 0.3
const severityCompleted = 0.6
const severityEnded = 0.8
/** Each try beyond the threshold weighs a little more, up to five of them. */
const severityPerTry = 0.03
const countedTriesMax = 5

/**
 * One finding per tool and error template. Tries count when each began after the one before had failed, so calls made
 * side by side are one try. Needs outcomes; arguments that were not captured are replaced by equal error templates, and
 * the explanation says so. HTTP retries inside a model call are not steps and not looked at. Never abstains: where
 * outcomes are unknown `tool_error` says it.
 */
export const retryStorm: Signal = {
  name: 'retry_storm',
  bucket: 'repeated_weak_trajectory',
  definition: 'The same tool failed three or more times with the same arguments, or four or more with the same error.',
  reason: 'Repeating what has just failed burns time and money and may do harm; the agent should change course.',
  subsumes: ['tool_error'],
  detect,
}

/** A row of failures of one tool without a success between, and the calls in it that make it a storm. */
interface Storm {
  readonly steps: readonly Step[]
  readonly core: readonly Step[]
  readonly manner: string
  readonly template: string
}

function detect(run: Run): Detection {
  const actions = run.steps.filter(isAction)
  const suspects = new Set(actions.filter(isFailure).map((step) => step.name))
  const storms = groups(
    actions.filter((step) => suspects.has(step.name)),
    (step) => step.name,
  ).flatMap((steps) => failureRows(steps).flatMap(stormOf))
  if (storms.length === 0) return quiet
  const named = groups(storms, (storm) => JSON.stringify([storm.steps[0]?.name, storm.template]))
  return { findings: named.flatMap((same) => toFinding(run, actions, same)), abstention: null }
}

/** Consecutive failures among one tool's steps. What somebody stopped or rejected neither counts nor ends a row. */
function failureRows(steps: readonly Step[]): readonly (readonly Step[])[] {
  const rows: Step[][] = [[]]
  for (const step of steps) {
    if (isFailure(step)) rows.at(-1)?.push(step)
    else if (step.outcome === 'ok' || step.outcome === 'unknown') rows.push([])
  }
  return rows
}

function stormOf(row: readonly Step[]): readonly Storm[] {
  if (row.length < Math.min(sameArgumentsMin, unknownArgumentsMin)) return []
  const known = row.filter((step) => step.arguments !== null)
  const blind = row.filter((step) => step.arguments === null)
  const same = largest(known, (step) => step.arguments?.fp ?? '', sameArgumentsMin)
  if (same !== null) return [storm(row, same, 'with the same arguments')]
  const unseen = largest(blind, templateOf, unknownArgumentsMin)
  if (unseen !== null) return [storm(row, unseen, 'with the same error, its arguments not captured')]
  const changed = largest(row, templateOf, sameErrorMin)
  return changed === null ? [] : [storm(row, changed, 'with the same error and changing arguments')]
}

/** The group with the most tries in a row, if any has enough of them. */
function largest(steps: readonly Step[], keyOf: (step: Step) => string, triesMin: number): readonly Step[] | null {
  let best: readonly Step[] | null = null
  let tries = triesMin - 1
  for (const group of groups(steps, keyOf)) {
    const count = group.length < triesMin ? 0 : rounds(group)
    if (count > tries) [best, tries] = [group, count]
  }
  return best
}

function storm(steps: readonly Step[], core: readonly Step[], manner: string): Storm {
  return { steps, core, manner, template: mostFrequent(core.map(templateOf)) ?? '' }
}

function toFinding(run: Run, actions: readonly Step[], storms: readonly Storm[]): readonly Finding[] {
  const steps = storms.flatMap((each) => each.steps)
  const last = steps.at(-1)
  const worst = storms.toSorted((a, b) => b.core.length - a.core.length)[0]
  if (last === undefined || worst === undefined) return []
  const recovered = succeedsLater(actions, last)
  const row = `${shown(last.name)} failed ${worst.core.length} times in a row ${worst.manner}`
  return [
    {
      signal: retryStorm.name,
      bucket: retryStorm.bucket,
      locus: last.name,
      template: worst.template,
      recovery: recoveryAfter(run, last),
      evidence: steps.map((step) => step.id),
      severity: severityOf(run, recovered, worst.core.length),
      excess: excessOf(run, recovered ? steps : steps.slice(1)),
      explanation: recovered ? `${row} and later succeeded` : row,
    },
  ]
}

function severityOf(run: Run, recovered: boolean, tries: number): number {
  const further = Math.min(Math.max(tries - sameArgumentsMin, 0), countedTriesMax) * severityPerTry
  if (recovered) return severityRecovered + further
  return (run.outcome === 'completed' || run.outcome === 'waiting' ? severityCompleted : severityEnded) + further
}
