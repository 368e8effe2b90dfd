import type { Run } from '../../run/run.ts'
import { isAction, type Step } from '../../run/step.ts'
import { endedBadly } from '../ending.ts'
import { excessOf } from '../excess.ts'
import { lookupKind, lookupsOf } from '../lookup.ts'
import { recoveryAfter } from '../recovery.ts'
import { base, partWhen, severityOf } from '../severity.ts'
import { type Detection, quiet, type Signal } from '../signal.ts'
import { shown } from '../wording.ts'

const severityBase = 0.25
const severityRetrieval = 0.15

const template = 'answered though nothing was found'

/** Speaks where several lookups failed or found nothing; of one that only found nothing `empty_retrieval` tells. */
export const answeredWithoutEvidence: Signal = {
  name: 'answered_without_evidence',
  bucket: 'repeated_weak_trajectory',
  definition: 'The agent searched, every step it took failed or came back empty, and it answered all the same.',
  reason: 'The answer rests on nothing but the model: this is where made-up answers come from.',
  subsumes: [],
  needs: ['tool result'],
  abstains: 'where all other steps were in vain and the results of lookups were not captured',
  defaults: [
    {
      name: 'severityBase',
      value: severityBase,
      reason: 'known by its name only, the tool may have been beside the point, and the answer may admit the failure',
    },
    {
      name: 'severityRetrieval',
      value: severityRetrieval,
      reason: 'added for a retriever, which is there to give answers their ground',
    },
  ],
  detect,
}

type Yield = 'nothing' | 'something' | 'unseen'

function detect(run: Run): Detection {
  const last = run.steps.findLast((step) => lookupKind(step) === 'search')
  if (last === undefined || run.outcome !== 'completed' || endedBadly(run)) return quiet
  const yields = yieldsOf(run)
  if (yields.includes('something')) return quiet
  if (yields.includes('unseen')) {
    return { findings: [], abstention: { signal: answeredWithoutEvidence.name, missing: 'tool result' } }
  }
  const steps = run.steps.filter(isAction)
  const retrieval = steps.some((step) => step.kind === 'retrieval')
  const finding = {
    signal: answeredWithoutEvidence.name,
    bucket: answeredWithoutEvidence.bucket,
    locus: last.name,
    template,
    recovery: recoveryAfter(run, last),
    evidence: steps.map((step) => step.id),
    ...severityOf(base(severityBase), partWhen(retrieval, 'a retriever', severityRetrieval)),
    excess: excessOf(run, steps.slice(1)),
    explanation: `The run answered although ${steps.length === 1 ? 'its only step' : `all its ${steps.length} steps`} outside of the model failed or found nothing, ${shown(last.name)} among them`,
  }
  return { findings: [finding], abstention: null }
}

/** What each outermost action brought; what ran below it is part of it. */
function yieldsOf(run: Run): readonly Yield[] {
  const actions = run.steps.filter(isAction)
  const ids = new Set(actions.map((step) => step.id))
  const lookups = new Map(lookupsOf(run.steps).map((lookup) => [lookup.step.id, lookup.empty]))
  return actions
    .filter((step) => step.parentId === null || !ids.has(step.parentId))
    .map((step) => yieldOf(step, lookups.get(step.id)))
}

function yieldOf(step: Step, empty: boolean | null | undefined): Yield {
  if (step.outcome === 'error') return 'nothing'
  if (empty === undefined) return 'something'
  if (empty === null) return 'unseen'
  return empty ? 'nothing' : 'something'
}
