import type { ReplayResult } from './replay.ts'

/** What `replay --json` prints: one document. */
export function reportJson(result: ReplayResult): string {
  return `${JSON.stringify({
    input: result.input,
    runs: result.records,
    patterns: result.patterns,
    lessons: lessonsOf(result),
    candidates: result.candidates,
    scorecards: result.scorecards,
  })}\n`
}

function lessonsOf({ patterns }: ReplayResult) {
  const byLesson = Map.groupBy(patterns, (pattern) => pattern.lesson)
  return [...byLesson].map(([lesson, members]) => ({
    lesson,
    agent: members[0]?.agent,
    signal: members[0]?.signal,
    locus: members[0]?.locus,
    template: members[0]?.template,
    signatures: members.map((member) => member.signature).sort(),
    runs: members.reduce((sum, member) => sum + member.runs, 0),
  }))
}
