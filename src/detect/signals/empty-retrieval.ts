import type { Finding } from '../../finding/finding.ts'
import type { Run } from '../../run/run.ts'
import { excessOf } from '../excess.ts'
import { groups } from '../groups.ts'
import { type Lookup, lookupsOf } from '../lookup.ts'
import { recoveryAfter } from '../recovery.ts'
import { base, partWhen, type Severity, severityOf } from '../severity.ts'
import type { Detection, Signal } from '../signal.ts'
import { shown, times } from '../wording.ts'

const searchesMin = 1
const readsMin = 2
const afterSomethingMin = 3

const severityBase = 0.1
const severityNothing = 0.1
const severityAnswered = 0.1
const severityTries = 0.1

const template = 'nothing found'

/**
 * One finding per lookup tool whose last tries all came back empty; a tool that found something later is searching in the
 * ordinary way. Needs the results of lookups and abstains where none was captured. A failed lookup is not an empty one.
 */
export const emptyRetrieval: Signal = {
  name: 'empty_retrieval',
  bucket: 'repeated_weak_trajectory',
  definition: 'Every lookup, or at least the last ones, came back empty.',
  reason: 'Knowledge is missing or the query is bad, and an answer given anyway rests on nothing.',
  subsumes: ['answered_without_evidence'],
  needs: ['tool result'],
  abstains: 'where no result of a lookup was captured',
  defaults: [
    {
      name: 'searchesMin',
      value: searchesMin,
      reason: 'a search that finds nothing says that the knowledge is missing',
    },
    { name: 'readsMin', value: readsMin, reason: 'reading an empty list once is an ordinary answer' },
    {
      name: 'afterSomethingMin',
      value: afterSomethingMin,
      reason: 'after something was found, a few vain tries more are ordinary refinement',
    },
    { name: 'severityBase', value: severityBase, reason: 'a hint: another lookup brought something' },
    { name: 'severityNothing', value: severityNothing, reason: 'added where no lookup brought anything' },
    { name: 'severityAnswered', value: severityAnswered, reason: 'added where the agent then answered all the same' },
    { name: 'severityTries', value: severityTries, reason: 'added where it did so after several tries' },
  ],
  detect,
}

function detect(run: Run): Detection {
  const lookups = lookupsOf(run.steps)
  const found = lookups.some((lookup) => lookup.empty === false)
  const findings = groups(lookups, ({ step }) => step.name).flatMap((tries) => toFinding(run, tries, found))
  const unseen = lookups.length > 0 && lookups.every((lookup) => lookup.empty === null)
  return { findings, abstention: unseen ? { signal: emptyRetrieval.name, missing: 'tool result' } : null }
}

function toFinding(run: Run, tries: readonly Lookup[], found: boolean): readonly Finding[] {
  const vain = lastEmpty(tries)
  const last = vain.at(-1)
  if (last === undefined || vain.length < triesNeeded(vain, tries)) return []
  const all = vain.length === tries.length
  const steps = vain.map((lookup) => lookup.step)
  return [
    {
      signal: emptyRetrieval.name,
      bucket: emptyRetrieval.bucket,
      locus: last.step.name,
      template,
      recovery: recoveryAfter(run, last.step),
      evidence: steps.map((step) => step.id),
      ...weigh(run, steps.length, found),
      excess: excessOf(run, steps.slice(1)),
      explanation: `${shown(last.step.name)} found nothing ${all ? times(steps.length) : `in its last ${steps.length} tries`}`,
    },
  ]
}

/** The empty tries at the end; one whose result was not captured ends them, for it may have brought something. */
function lastEmpty(tries: readonly Lookup[]): readonly Lookup[] {
  return tries.slice(tries.findLastIndex((lookup) => lookup.empty !== true) + 1)
}

function triesNeeded(vain: readonly Lookup[], tries: readonly Lookup[]): number {
  if (vain.length < tries.length) return afterSomethingMin
  return vain[0]?.kind === 'search' ? searchesMin : readsMin
}

function weigh(run: Run, tries: number, found: boolean): Severity {
  const answered = !found && run.outcome === 'completed'
  return severityOf(
    base(severityBase),
    partWhen(!found, 'no lookup brought anything', severityNothing),
    partWhen(answered, 'answered all the same', severityAnswered),
    partWhen(answered && tries > 1, 'several tries', severityTries),
  )
}
