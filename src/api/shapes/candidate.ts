import Type from 'typebox'
import { candidateStates } from '../../candidate/candidate.ts'
import { buckets } from '../../finding/finding.ts'
import { excessSchema } from './excess.ts'
import { exemplarSchema, variantSchema } from './pattern.ts'
import { scorecardSchema } from './scorecard.ts'

/** Shown by deliver/candidate-data.ts, the same in events and here. */
export const candidateSchema = Type.Object({
  id: Type.String(),
  lesson: Type.String(),
  sequence: Type.Integer(),
  state: Type.Enum(candidateStates),
  title: Type.String(),
  explanation: Type.String(),
  agent: Type.String(),
  signal: Type.String(),
  bucket: Type.Enum(buckets),
  locus: Type.String(),
  template: Type.String(),
  leadingSignature: Type.String(),
  runs: Type.Integer(),
  agentRuns: Type.Integer({ description: 'The denominator: runs of the same agent in the same window.' }),
  sources: Type.Integer(),
  excess: excessSchema,
  variants: Type.Array(variantSchema),
  exemplars: Type.Array(exemplarSchema),
  scorecard: scorecardSchema,
  openedAt: Type.String({ format: 'date-time' }),
  updatedAt: Type.String({ format: 'date-time' }),
})
