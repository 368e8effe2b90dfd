import Type, { type Static } from 'typebox'
import { buckets, recoveries } from '../../finding/finding.ts'
import type { SignedFinding } from '../../finding/signed-finding.ts'
import { amount, share, text, texts, yes } from '../fields.ts'
import { excessOf } from './excess.ts'

export const findingSchema = Type.Object({
  signal: text('The signal that fired.'),
  bucket: Type.Enum(buckets, { description: 'The kind of weakness.' }),
  locus: text('The tool, model or guardrail it was at; the agent where it is about the run as a whole.'),
  template: text('Masked error text, or a fixed phrase of the signal; never content.'),
  recovery: Type.Enum(recoveries, { description: 'What the agent did next.' }),
  signature: text('Its pattern, 32 hex digits.'),
  lesson: text('Its lesson, 32 hex digits.'),
  severity: share('How grave it is, comparable across signals; from 0.5 on the run is weak.'),
  severityParts: Type.Array(
    Type.Object({
      reason: text('A fixed phrase, such as `base` or `recovered`.'),
      value: amount('Its share of the severity, -1 to 1: a recovery takes away.'),
    }),
    { description: 'What the severity is made of; they sum to it, within 0 and 1.' },
  ),
  shadow: yes('Whether its signal ran in shadow: counted and shown, raising nothing.'),
  explanation: text('What was seen, in one sentence, without content.'),
  evidence: texts('Ids of the steps that are the evidence, in order.'),
  excess: excessOf('What the weakness cost beyond a run without it.'),
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
