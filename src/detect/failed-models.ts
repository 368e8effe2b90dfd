import type { Finding, Recovery } from '../finding/finding.ts'
import type { Run } from '../run/run.ts'
import type { Step } from '../run/step.ts'
import type { ErrorClass } from '../span/span-fact.ts'
import { excessOf } from './excess.ts'
import { untold } from './failure.ts'
import { groupsOfTwo } from './groups.ts'
import { remembered } from './remembered.ts'
import { base, partWhen, type Severity, severityOf } from './severity.ts'
import type { Signal } from './signal.ts'
import { listsOf } from './step-lists.ts'
import { shown, times } from './wording.ts'

/** What went wrong with a model call; one word per call, so that one signal speaks of it. */
export type ModelTrouble = 'rate_limited' | 'content_filtered' | 'truncated' | 'unreadable_call' | 'failed'

/** Endings that somebody chose, or that are not the model's: the run or a guardrail tells of them. */
const notItsOwn: ReadonlySet<ErrorClass> = new Set<ErrorClass>([
  'cancelled',
  'interrupted',
  'approval_rejected',
  'guardrail',
  'turn_limit',
])

/** A framework that fails over an answer cut at its limit; a request that was too long says `context`, not this. */
const tokenLimit = /max_?(?:output_?|completion_?)?tokens|maximum (?:output )?token limit/i
/** A refused request may have invalid parameters too; only an unreadable call of a tool is the model's doing. */
const toolWords = /\b(?:tool|function)\b/i

/** What was wrong with a model call; null when nothing was, or when it is not the model's. */
export function modelTrouble(step: Step, run: Run): ModelTrouble | null {
  if (step.kind !== 'llm') return null
  if (step.finish === 'length') return 'truncated'
  if (step.finish === 'content_filter') return 'content_filtered'
  if (step.outcome !== 'error' || step.finish === 'cancelled') return null
  const error = modelError(step, run)
  if (error === null) return isLastOf(step, run) && run.outcome === 'aborted' ? null : 'failed'
  if (notItsOwn.has(error.class)) return null
  if (error.class === 'rate_limited' || error.class === 'content_filtered') return error.class
  if (tokenLimit.test(`${step.error?.type ?? ''} ${error.template}`)) return 'truncated'
  return error.class === 'invalid_arguments' && toolWords.test(error.template) ? 'unreadable_call' : 'failed'
}

export function troubledModels(run: Run, trouble: ModelTrouble): readonly Step[] {
  return suspects(run.steps).filter((step) => modelTrouble(step, run) === trouble)
}

/** Model calls that there may be trouble with: mostly none, which five signals then see at once. */
const suspects = remembered((steps) => listsOf(steps).models.filter(isSuspect))

function isSuspect({ finish, outcome }: Step): boolean {
  return outcome === 'error' || finish === 'length' || finish === 'content_filter'
}

/** The run completed without the call; what is added where a later model call of the agent went well, or where it ended. */
export interface ModelSeverities {
  readonly base: number
  readonly recovered: number
  readonly fatal: number
}

export interface ModelWording {
  /** Fixed phrase; null for the template of the error. */
  readonly template: string | null
  readonly verb: string
}

/** One finding per model and template. */
export function troubledModelFindings(
  signal: Pick<Signal, 'name' | 'bucket'>,
  run: Run,
  steps: readonly Step[],
  severities: ModelSeverities,
  { template, verb }: ModelWording,
): readonly Finding[] {
  if (steps.length === 0) return []
  const named = steps.map((step) => ({
    step,
    model: modelOf(step, run),
    template: template ?? (modelError(step, run)?.template || untold),
  }))
  const alike = groupsOfTwo(
    named,
    (each) => each.model,
    (each) => each.template,
  )
  return alike.flatMap((same) => {
    const last = same.at(-1)
    if (last === undefined) return []
    const troubled = same.map(({ step }) => step)
    const recovered = recoversLater(last.step, run)
    return [
      {
        signal: signal.name,
        bucket: signal.bucket,
        locus: last.model,
        template: last.template,
        recovery: recoveryOf(run, recovered),
        evidence: troubled.map(({ id }) => id),
        ...weigh(run, recovered, severities),
        excess: excessOf(run, recovered ? troubled : troubled.slice(1)),
        explanation: `${shown(last.model)} ${verb} ${times(same.length)}${recovered ? ' and later went on' : ''}`,
      },
    ]
  })
}

/** Some instrumentations put the error of the last model call on the run alone. */
function modelError(step: Step, run: Run): { readonly class: ErrorClass; readonly template: string } | null {
  if (step.error !== null && step.error.template !== '') return step.error
  if (run.outcome !== 'failed' || run.errorTemplate === null || !isLastOf(step, run)) return step.error
  return { class: run.errorClass ?? 'other', template: run.errorTemplate }
}

function isLastOf(step: Step, run: Run): boolean {
  return listsOf(run.steps).models.at(-1) === step
}

/** A failed call often does not tell its model; the agent's other calls do. */
function modelOf(step: Step, run: Run): string {
  if (step.model !== null) return step.model
  return lastModels(run.steps).get(step.agent) ?? step.name
}

/** By agent: the last model that a call of it tells. */
const lastModels = remembered((steps) => {
  const found = new Map<string, string>()
  for (const { agent, model } of steps) if (model !== null) found.set(agent, model)
  return found
})

function recoversLater(step: Step, run: Run): boolean {
  const { models } = listsOf(run.steps)
  return models
    .slice(models.indexOf(step) + 1)
    .some((each) => each.agent === step.agent && isWell(each) && modelTrouble(each, run) === null)
}

function isWell(step: Step): boolean {
  return step.outcome === 'ok' || step.outcome === 'unknown'
}

/** What comes next of the agent after a failed model call is another one. */
function recoveryOf(run: Run, recovered: boolean): Recovery {
  if (recovered) return 'retried_same'
  return run.outcome === 'completed' ? 'answered' : 'stopped'
}

function weigh(run: Run, recovered: boolean, severities: ModelSeverities): Severity {
  const fatal = !recovered && run.outcome !== 'completed' && run.outcome !== 'waiting'
  return severityOf(
    base(severities.base),
    partWhen(recovered, 'recovered', severities.recovered),
    partWhen(fatal, 'ended the run', severities.fatal),
  )
}
