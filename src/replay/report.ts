import type { ReplayResult } from './replay.ts'

/** What `replay` prints for people. */
export function reportText({ records, patterns, candidates, scorecards, input }: ReplayResult): string {
  const weak = records.filter(({ findings }) => findings.length > 0).length
  const lines = [
    `${input.requests} requests in ${input.files} files: ${records.length} runs, ${weak} with findings, ${patterns.length} patterns, ${candidates.length} candidates`,
    ...input.refused.map(({ where, message }) => `refused ${where}: ${message}`),
  ]
  if (input.rejected > 0) lines.push(`${input.rejected} spans or records were rejected`)
  for (const { where, message } of input.rejections) lines.push(`rejected in ${where}: ${message}`)
  for (const pattern of patterns.slice(0, 20)) {
    lines.push(
      `  ${pattern.runs} of ${pattern.agentRuns} runs of ${pattern.agent}: ${pattern.signal} at ${pattern.locus}`,
    )
  }
  if (patterns.length > 20) lines.push(`  and ${patterns.length - 20} more patterns (--json has all)`)
  for (const candidate of candidates) lines.push(`candidate ${candidate.id}: ${candidate.title}`)
  const held = scorecards.filter(({ scorecard }) => scorecard.answer !== 'promote').length
  lines.push(`${held} lessons were not promoted (--json has their scorecards)`)
  return `${lines.join('\n')}\n`
}

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
