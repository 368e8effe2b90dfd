import type { Criterion } from '../../candidate/scorecard.ts'
import type { LessonEvidence } from '../../pattern/pattern.ts'
import { agentWords } from '../over-service.ts'
import type { Policy } from '../policy.ts'
import { count, number, percent, whoseRuns } from '../words.ts'
import { atThreshold, thresholdScore } from './criterion.ts'

/**
 * A real pattern rather than one odd run? Enough distinct runs, from enough sources, none of them above its share.
 * Where over half of the runs name no source, runs and spread over time are judged instead, and the evidence says so.
 *
 * Score: the weakest part against its threshold, 0.5 where it just meets it and 1 at twice the threshold or more.
 */
export function patterned(evidence: LessonEvidence, policy: Policy): Criterion {
  const parts = partsOf(evidence, policy)
  const score = Math.min(...parts.map((part) => part.score))
  return {
    name: 'patterned',
    verdict: score >= atThreshold ? 'pass' : 'fail',
    score,
    evidence: [...parts.map((part) => part.words), ...notes(evidence, policy)].join('; '),
  }
}

interface Part {
  readonly score: number
  readonly words: string
}

function partsOf(evidence: LessonEvidence, policy: Policy): readonly Part[] {
  const runs = runsPart(evidence, policy)
  return sourcesKnown(evidence)
    ? [runs, sourcesPart(evidence, policy), sharePart(evidence, policy)]
    : [runs, spreadPart(evidence, policy)]
}

function sourcesKnown(evidence: LessonEvidence): boolean {
  return evidence.sourcedRuns * 2 >= evidence.runs
}

function runsPart(evidence: LessonEvidence, { patterned: { runsMin } }: Policy): Part {
  const { runs, agentRuns, windowMs } = evidence
  const whose = whoseRuns(evidence)
  const days = count(Math.round(windowMs / 86_400_000), 'day')
  return {
    score: thresholdScore(runs, runsMin),
    words: `${number(runs)} of ${count(agentRuns, 'run')} of ${whose} in ${days} (at least ${runsMin} needed)`,
  }
}

function sourcesPart({ sources, sourceRemainder }: LessonEvidence, { patterned: { sourcesMin } }: Policy): Part {
  const atLeast = sourceRemainder > 0 ? 'more than ' : ''
  return {
    score: thresholdScore(sources.size, sourcesMin),
    words: `${atLeast}${count(sources.size, 'source')} (at least ${sourcesMin} needed)`,
  }
}

/** Sources are counted by signature: where runs have several, the share is of those counts. */
function sharePart(
  { sources, sourceRemainder, sourcedRuns }: LessonEvidence,
  { patterned: { sourceShareMax } }: Policy,
): Part {
  const largest = [...sources.values()].reduce((most, runs) => Math.max(most, runs), 0)
  const counted = [...sources.values()].reduce((sum, runs) => sum + runs, sourceRemainder)
  const share = sourcedRuns > 0 ? largest / Math.max(sourcedRuns, counted) : 0
  return {
    score: share > 0 ? thresholdScore(sourceShareMax, share) : 1,
    words: `the largest source has ${percent(share)} of the runs (at most ${percent(sourceShareMax)} allowed)`,
  }
}

/** Hour buckets reach back a week, day buckets 90 days: a day with a run is at least one hour with a run. */
function spreadPart({ hours, days }: LessonEvidence, { patterned: { hoursMin } }: Policy): Part {
  const spread = Math.max(hours, days)
  return {
    score: thresholdScore(spread, hoursMin),
    words: `in ${count(spread, 'distinct hour')} (at least ${hoursMin} needed)`,
  }
}

function notes(evidence: LessonEvidence, { shadow }: Policy): readonly string[] {
  const inShadow = `${evidence.signal} runs in shadow: it is counted and shown, and raises nothing`
  return [...sourceNotes(evidence), ...agentWords(evidence), ...(shadow.has(evidence.signal) ? [inShadow] : [])]
}

function sourceNotes(evidence: LessonEvidence): readonly string[] {
  const unnamed = evidence.runs - evidence.sourcedRuns
  if (unnamed <= 0) return []
  const note = `${number(unnamed)} of ${count(evidence.runs, 'run')} ${unnamed === 1 ? 'names' : 'name'} neither user nor session`
  return sourcesKnown(evidence) ? [note] : [`${note}, so runs and spread over time are judged instead of sources`]
}
