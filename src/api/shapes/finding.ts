import Type, { type Static } from 'typebox'
import { buckets, recoveries } from '../../finding/finding.ts'
import type { SignedFinding } from '../../finding/signed-finding.ts'
import { excessSchema } from './excess.ts'

export const findingSchema = Type.Object({
  signal: Type.String(),
  bucket: Type.Enum(buckets),
  locus: Type.String(),
  template: Type.String(),
  recovery: Type.Enum(recoveries),
  signature: Type.String(),
  lesson: Type.String(),
  severity: Type.Number({ minimum: 0, maximum: 1 }),
  severityParts: Type.Array(Type.Object({ reason: Type.String(), value: Type.Number() }), {
    description: 'What the severity is made of; they sum to it, within 0 and 1.',
  }),
  shadow: Type.Boolean({ description: 'Whether its signal ran in shadow: counted and shown, raising nothing.' }),
  explanation: Type.String(),
  evidence: Type.Array(Type.String(), { description: 'Ids of the steps that are the evidence, in order.' }),
  excess: excessSchema,
})

export function findingData(finding: SignedFinding): Static<typeof findingSchema> {
  const { signal, bucket, locus, template, recovery, signature, lesson, severity, explanation } = finding
  const { usd, tokens, seconds, calls, approvals } = finding.excess
  return {
    ...{ signal, bucket, locus, template, recovery, signature, lesson, severity, explanation },
    shadow: finding.shadow === true,
    severityParts: finding.severityParts.map(({ reason, value }) => ({ reason, value })),
    evidence: [...finding.evidence],
    excess: { usd, tokens, seconds, calls, approvals },
  }
}
