import type { CandidateBody } from '../candidate/candidate.ts'
import type { Scorecard } from '../candidate/scorecard.ts'
import type { LessonEvidence } from '../pattern/pattern.ts'
import { count, number, spoken, whoseRuns } from './words.ts'

/** The candidate that a promoted lesson opens; null where the policy did not promote it. */
export function candidateOf(evidence: LessonEvidence, scorecard: Scorecard): CandidateBody | null {
  if (scorecard.answer !== 'promote') return null
  const { tenant, lesson, scope, agent, signal, bucket, locus, template, leadingSignature } = evidence
  const { runs, agentRuns, excess, variants, exemplars } = evidence
  return {
    ...{ tenant, lesson, scope, agent, signal, bucket, locus, template, leadingSignature },
    ...{ runs, agentRuns, excess, variants, exemplars, scorecard },
    title: titleOf(evidence),
    explanation: explanationOf(evidence, scorecard),
    sources: evidence.sources.size,
    signatures: [leadingSignature, ...evidence.signatures.filter((other) => other !== leadingSignature)],
  }
}

/** `send_report: retry storm in support-agent`. */
function titleOf(evidence: LessonEvidence): string {
  const { locus, signal, agent } = evidence
  const weakness = `${spoken(signal)} in ${whoseRuns(evidence)}`
  return locus === '' || locus === agent ? capitalized(weakness) : `${locus}: ${weakness}`
}

function capitalized(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1)
}

/** What was seen, how often, and which criteria carried the promotion. */
function explanationOf(evidence: LessonEvidence, { criteria, windowDays }: Scorecard): string {
  const { runs, agentRuns, failedRuns } = evidence
  const often = `Seen in ${number(runs)} of ${count(agentRuns, 'run')} of ${whoseRuns(evidence)} within ${count(windowDays, 'day')}`
  const failed = failedRuns > 0 ? `, of which ${number(failedRuns)} failed` : ''
  const passed = criteria.filter(({ verdict }) => verdict === 'pass').map(({ name }) => spoken(name))
  return `${sentence(evidence.explanation)}${often}${failed}. Passed: ${passed.join(', ')}.`
}

function sentence(text: string): string {
  const trimmed = text.trim()
  if (trimmed === '') return ''
  return /[.!?]$/.test(trimmed) ? `${trimmed} ` : `${trimmed}. `
}
