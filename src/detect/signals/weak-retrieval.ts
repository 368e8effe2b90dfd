import type { Finding } from '../../finding/finding.ts'
import type { Run } from '../../run/run.ts'
import { excessOf } from '../excess.ts'
import { groups } from '../groups.ts'
import { type Lookup, lookupsOf } from '../lookup.ts'
import { recoveryAfter } from '../recovery.ts'
import { base, severityOf } from '../severity.ts'
import type { Detection, Signal } from '../signal.ts'
import { shown } from '../wording.ts'

const lookupsMin = 3
const emptyShareMin = 0.5
const severityBase = 0.2

/** Speaks of tools that found something now and then; where the last tries were all in vain `empty_retrieval` does. */
export const weakRetrieval: Signal = {
  name: 'weak_retrieval',
  bucket: 'repeated_weak_trajectory',
  definition: 'A lookup tool came back empty at least every other time.',
  reason: 'What is asked for is not what can be found: queries, index or knowledge do not fit the requests.',
  subsumes: [],
  needs: ['tool result'],
  abstains: 'where results of lookups were not captured',
  defaults: [
    { name: 'lookupsMin', value: lookupsMin, reason: 'one empty answer of two is chance' },
    { name: 'emptyShareMin', value: emptyShareMin, reason: 'to look in vain now and then is ordinary searching' },
    { name: 'severityBase', value: severityBase, reason: 'a hint: something was found in the end' },
  ],
  detect,
}

function detect(run: Run): Detection {
  const lookups = lookupsOf(run.steps)
  const unseen = lookups.length >= lookupsMin && lookups.every((lookup) => lookup.empty === null)
  const findings = groups(lookups, ({ step }) => step.name).flatMap((tries) => toFinding(run, tries))
  return { findings, abstention: unseen ? { signal: weakRetrieval.name, missing: 'tool result' } : null }
}

function toFinding(run: Run, tries: readonly Lookup[]): readonly Finding[] {
  const empty = tries.filter((lookup) => lookup.empty === true).map((lookup) => lookup.step)
  const last = empty.at(-1)
  if (last === undefined || tries.length < lookupsMin || empty.length < emptyShareMin * tries.length) return []
  if (!tries.some((lookup) => lookup.empty === false)) return []
  return [
    {
      signal: weakRetrieval.name,
      bucket: weakRetrieval.bucket,
      locus: last.name,
      template: 'often found nothing',
      recovery: recoveryAfter(run, last),
      evidence: empty.map((step) => step.id),
      ...severityOf(base(severityBase)),
      excess: excessOf(run, empty),
      explanation: `${shown(last.name)} found nothing in ${empty.length} of ${tries.length} tries`,
    },
  ]
}
