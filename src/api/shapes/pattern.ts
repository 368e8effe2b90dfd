import Type, { type Static } from 'typebox'
import { rfc3339 } from '../../deliver/rfc3339.ts'
import { buckets, recoveries } from '../../finding/finding.ts'
import { patternScopes } from '../../pattern/contribution.ts'
import type { Pattern } from '../../pattern/pattern.ts'
import { share, text, time, whole } from '../fields.ts'

export const variantSchema = Type.Object({
  trajectory: text('The steps of the run in order, repeats folded.'),
  runs: whole('Runs that went this way.'),
})

export const exemplarSchema = Type.Object({
  runId: text('The run, 32 hex digits.'),
  traceId: text('The trace of its root, 32 hex digits.'),
  endTime: time('When it ended.'),
})

export const variantsSchema = Type.Array(variantSchema, {
  description: 'Trajectories of the runs that carried it, most frequent first, at most five.',
})

export const exemplarsSchema = Type.Array(exemplarSchema, {
  description: 'Runs that carried it, latest first, at most five.',
})

/** Where a weakness is, the same words for patterns, lessons and candidates. */
export const whereabouts = {
  scope: Type.Enum(patternScopes, { description: 'Whom it is about: one agent, or all agents of a service.' }),
  agent: text('The agent; the service where the scope is service.'),
  signal: text('The signal that found it.'),
  bucket: Type.Enum(buckets, { description: 'The kind of weakness.' }),
  locus: text('The tool, model or guardrail it is at; the agent where it is about runs as a whole.'),
  template: text('Error text with everything variable masked, or a fixed phrase of the signal.'),
}

export const patternSchema = Type.Object({
  signature: text('Its identity, 32 hex digits.'),
  lesson: text('The lesson it is of, 32 hex digits.'),
  ...whereabouts,
  recovery: Type.Enum(recoveries, { description: 'What the agent did next.' }),
  explanation: text('What was seen in the latest run that carried it, in one sentence.'),
  runs: whole('Runs that carried it, over 90 days.'),
  agentRuns: whole('The denominator: runs of the same agent (or service) over the same time.'),
  severityMax: share('The gravest finding of it.'),
  firstSeen: time('When the first run that carried it was counted.'),
  lastSeen: time('When the last one was counted.'),
  variants: variantsSchema,
  exemplars: exemplarsSchema,
})

export function patternData(pattern: Pattern): Static<typeof patternSchema> {
  const { signature, lesson, scope, agent, signal, bucket, locus, template, recovery, explanation } = pattern
  const { runs, agentRuns, severityMax } = pattern
  return {
    ...{ signature, lesson, scope, agent, signal, bucket, locus, template, recovery, explanation },
    ...{ runs, agentRuns, severityMax },
    firstSeen: rfc3339(pattern.firstSeenMs),
    lastSeen: rfc3339(pattern.lastSeenMs),
    variants: pattern.variants.map(({ trajectory, runs }) => ({ trajectory, runs })),
    exemplars: pattern.exemplars.map(({ runId, traceId, endMs }) => ({ runId, traceId, endTime: rfc3339(endMs) })),
  }
}
