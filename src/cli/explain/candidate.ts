import type { Static } from 'typebox'
import type { candidateSchema } from '../../api/shapes/candidate.ts'
import type { Page } from '../page.ts'
import type { Column } from '../table.ts'
import { ofAll, percent, shortTime } from '../words.ts'
import { excessWords, writeEvidence } from './evidence.ts'
import { writeScorecard } from './scorecard.ts'

type Candidate = Static<typeof candidateSchema>

export function writeCandidate(page: Page, candidate: Candidate): void {
  const { id, title, explanation, signatures } = candidate
  page.heading(`Candidate ${id}: ${title}`)
  page.line(explanation)
  page.pairs([...standing(candidate), ...counts(candidate), ...place(candidate)])
  page.section('Signatures, the leading one first', signatures.length, () => {
    for (const signature of signatures) page.line(signature)
  })
  writeEvidence(page, candidate.variants, candidate.exemplars)
  writeScorecard(page, candidate.scorecard)
  page.section('What people decided', candidate.reviews.length, () => page.table(reviewColumns, candidate.reviews))
}

type Pairs = readonly (readonly [name: string, value: string | null])[]

function standing({ state, closedReason, snoozedUntil, mergedInto, sequence, openedAt }: Candidate): Pairs {
  return [
    ['state', closedReason === null ? state : `${state} (${closedReason})`],
    ['until', snoozedUntil && shortTime(snoozedUntil)],
    ['merged into', mergedInto],
    ['opened', `${shortTime(openedAt)}${sequence > 1 ? `, number ${sequence} of its lesson` : ''}`],
  ]
}

/** They do not move on by themselves: those of now are the pattern's and the lesson's. */
function counts({ runs, agentRuns, scope, agent, sources, excess, scorecard }: Candidate): Pairs {
  const { windowDays, decidedAt } = scorecard
  const whose = scope === 'service' ? `the service ${agent}` : agent
  return [
    ['figures', `of the last decision, ${shortTime(decidedAt)}, over the ${windowDays} days before it`],
    ['runs', `${ofAll(runs, agentRuns)} runs of ${whose} (${percent(runs, agentRuns)})`],
    ['sources', sources === 0 ? 'not known: its runs name neither user nor session' : String(sources)],
    ['excess', excessWords(excess)],
  ]
}

function place({ signal, bucket, locus, template, lesson }: Candidate): Pairs {
  return [
    ['signal', `${signal} (${bucket})`],
    ['locus', locus],
    ['template', template],
    ['lesson', lesson],
  ]
}

const reviewColumns: readonly Column<Candidate['reviews'][number]>[] = [
  { title: 'AT', cell: ({ at }) => shortTime(at), whole: true },
  { title: 'BY', cell: ({ by }) => by },
  { title: 'DECISION', cell: ({ decision }) => decision, whole: true },
  { title: 'REASON', cell: ({ reason }) => reason },
]
