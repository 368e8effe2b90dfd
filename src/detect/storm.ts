import type { Step } from '../run/step.ts'
import { isFailure, templateOf } from './failure.ts'
import { groups, mostFrequent } from './groups.ts'
import { rounds } from './rounds.ts'
import type { SignalDefault } from './signal.ts'

const sameArgumentsMin = 3
const sameErrorMin = 4
const unknownArgumentsMin = 3

export const stormDefaults: readonly SignalDefault[] = [
  {
    name: 'sameArgumentsMin',
    value: sameArgumentsMin,
    reason: 'a first try, a retry, and one more that could have known better',
  },
  {
    name: 'sameErrorMin',
    value: sameErrorMin,
    reason: 'changing the arguments is an honest try, so one more is granted before the same error makes it a storm',
  },
  {
    name: 'unknownArgumentsMin',
    value: unknownArgumentsMin,
    reason: 'without arguments the same error has to stand for the same call',
  },
]

/** No storm has fewer tries. */
export const triesMin = Math.min(sameArgumentsMin, sameErrorMin, unknownArgumentsMin)

/** A row of failures of one tool without a success between, and the calls in it that make it a storm. */
export interface Storm {
  readonly steps: readonly Step[]
  readonly core: readonly Step[]
  readonly manner: string
  readonly template: string
}

export interface FailureRow {
  readonly steps: readonly Step[]
  /** The tool worked right after it. */
  readonly overcome: boolean
}

/** Consecutive failures among one tool's steps. What somebody stopped or rejected neither counts nor ends a row. */
export function failureRows(calls: readonly Step[]): readonly FailureRow[] {
  const rows: FailureRow[] = []
  let steps: Step[] = []
  const end = (overcome: boolean) => {
    if (steps.length > 0) rows.push({ steps, overcome })
    steps = []
  }
  for (const step of calls) {
    if (isFailure(step)) steps.push(step)
    else if (step.outcome === 'ok' || step.outcome === 'unknown') end(step.outcome === 'ok')
  }
  end(false)
  return rows
}

/** The row as a storm; null when the tries differ enough to be honest ones. */
export function stormOf(row: readonly Step[]): Storm | null {
  if (row.length < triesMin) return null
  const known = row.filter((step) => step.arguments !== null)
  const blind = row.filter((step) => step.arguments === null)
  const same = largest(known, (step) => step.arguments?.fp ?? '', sameArgumentsMin)
  if (same !== null) return storm(row, same, 'with the same arguments')
  const unseen = largest(blind, templateOf, unknownArgumentsMin)
  if (unseen !== null) return storm(row, unseen, 'with the same error, its arguments not captured')
  const changed = largest(row, templateOf, sameErrorMin)
  return changed === null ? null : storm(row, changed, 'with the same error and changing arguments')
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
