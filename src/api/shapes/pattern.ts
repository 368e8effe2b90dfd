import Type, { type Static } from 'typebox'
import { rfc3339 } from '../../deliver/rfc3339.ts'
import { buckets, recoveries } from '../../finding/finding.ts'
import type { Pattern } from '../../pattern/pattern.ts'

export const variantSchema = Type.Object({ trajectory: Type.String(), runs: Type.Integer() })

export const exemplarSchema = Type.Object({
  runId: Type.String(),
  traceId: Type.String(),
  endTime: Type.String({ format: 'date-time' }),
})

export const patternSchema = Type.Object({
  signature: Type.String(),
  lesson: Type.String(),
  agent: Type.String(),
  signal: Type.String(),
  bucket: Type.Enum(buckets),
  locus: Type.String(),
  template: Type.String({ description: 'Error text with everything variable masked.' }),
  recovery: Type.Enum(recoveries),
  explanation: Type.String(),
  runs: Type.Integer({ description: 'Runs that carried it, as far back as day buckets reach.' }),
  agentRuns: Type.Integer({ description: 'The denominator: runs of the same agent over the same time.' }),
  severityMax: Type.Number(),
  firstSeen: Type.String({ format: 'date-time' }),
  lastSeen: Type.String({ format: 'date-time' }),
  variants: Type.Array(variantSchema),
  exemplars: Type.Array(exemplarSchema),
})

export function patternData(pattern: Pattern): Static<typeof patternSchema> {
  const { signature, lesson, agent, signal, bucket, locus, template, recovery, explanation } = pattern
  const { runs, agentRuns, severityMax } = pattern
  return {
    ...{ signature, lesson, agent, signal, bucket, locus, template, recovery, explanation },
    ...{ runs, agentRuns, severityMax },
    firstSeen: rfc3339(pattern.firstSeenMs),
    lastSeen: rfc3339(pattern.lastSeenMs),
    variants: pattern.variants.map(({ trajectory, runs }) => ({ trajectory, runs })),
    exemplars: pattern.exemplars.map(({ runId, traceId, endMs }) => ({ runId, traceId, endTime: rfc3339(endMs) })),
  }
}
