import Type, { type Static } from 'typebox'
import { rfc3339 } from '../../deliver/rfc3339.ts'
import { buckets, recoveries } from '../../finding/finding.ts'
import { patternScopes } from '../../pattern/contribution.ts'
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
  scope: Type.Enum(patternScopes),
  agent: Type.String({ description: 'The agent; the service where the scope is service.' }),
  signal: Type.String(),
  bucket: Type.Enum(buckets),
  locus: Type.String(),
  template: Type.String({ description: 'Error text with everything variable masked.' }),
  recovery: Type.Enum(recoveries),
  explanation: Type.String(),
  runs: Type.Integer({ description: 'Runs that carried it, as far back as day buckets reach.' }),
  agentRuns: Type.Integer({ description: 'The denominator: runs of the same agent (or service) over the same time.' }),
  severityMax: Type.Number(),
  firstSeen: Type.String({ format: 'date-time' }),
  lastSeen: Type.String({ format: 'date-time' }),
  variants: Type.Array(variantSchema),
  exemplars: Type.Array(exemplarSchema),
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
