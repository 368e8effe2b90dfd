import type { ShownCandidate } from './ask-api.ts'

const marks: ReadonlyMap<string, string> = new Map([
  ['pass', '✓'],
  ['fail', '✗'],
  ['unknown', '?'],
])

/** A candidate and its scorecard for people: what was found, then one line for each criterion. */
export function scorecardText(candidate: ShownCandidate): string {
  const { title, explanation, scorecard } = candidate
  const answer = scorecard.reason === null ? scorecard.answer : `${scorecard.answer} (${scorecard.reason})`
  const width = Math.max(...scorecard.criteria.map(({ name }) => name.length))
  return [
    `Candidate: ${title}`,
    explanation,
    `Policy: ${answer}`,
    ...scorecard.criteria.map(
      ({ name, verdict, evidence }) =>
        `  ${marks.get(verdict) ?? '?'} ${name.replaceAll('_', ' ').padEnd(width)}  ${verdict.padEnd(7)}  ${evidence}`,
    ),
  ].join('\n')
}
