import Type, { type Static } from 'typebox'
import { rfc3339, rfc3339Micros } from '../../deliver/rfc3339.ts'
import { incompleteReasons, runOutcomes } from '../../run/run.ts'
import type { RunRecord } from '../../store/contract.ts'
import { nullable } from '../list.ts'
import { findingData, findingSchema } from './finding.ts'

/** A run without its steps. Who it came from is not shown. */
export const runSchema = Type.Object({
  runId: Type.String(),
  traceId: Type.String({ description: 'The trace of its root.' }),
  traceIds: Type.Array(Type.String()),
  agent: Type.String(),
  agentVersion: nullable(Type.String()),
  service: Type.String(),
  environment: nullable(Type.String()),
  release: nullable(Type.String()),
  families: Type.Array(Type.String()),
  outcome: Type.Enum(runOutcomes),
  outcomeFrom: Type.String({ description: 'Which evidence decided the outcome.' }),
  errorTemplate: nullable(Type.String()),
  complete: Type.Boolean(),
  incomplete: Type.Array(Type.Enum(incompleteReasons)),
  completeness: Type.Number({ minimum: 0, maximum: 1 }),
  startTime: Type.String({ format: 'date-time' }),
  endTime: Type.String({ format: 'date-time' }),
  countedAt: Type.String({ format: 'date-time', description: 'Its end, clamped to its receipt.' }),
  skewed: Type.Boolean({ description: 'Whether that clamp changed anything.' }),
  samplingThreshold: nullable(Type.String()),
  totals: Type.Object({
    steps: Type.Integer(),
    toolCalls: Type.Integer(),
    modelCalls: Type.Integer(),
    inputTokens: Type.Number(),
    outputTokens: Type.Number(),
    costUsd: nullable(Type.Number()),
    durationMs: Type.Number(),
  }),
  findings: Type.Array(findingSchema),
})

export function runData(record: RunRecord): Static<typeof runSchema> {
  const { run, completeness, skewed } = record
  const { traceId, agent, agentVersion, service, environment, release, outcome, outcomeFrom, errorTemplate } = run
  const { complete, samplingThreshold } = run
  const { steps, toolCalls, modelCalls, inputTokens, outputTokens, costUsd, durationMs } = run.totals
  return {
    ...{ runId: run.id, traceId, agent, agentVersion, service, environment, release, outcome, outcomeFrom },
    ...{ errorTemplate, complete, completeness, skewed, samplingThreshold },
    traceIds: [...run.traceIds],
    families: [...run.families],
    incomplete: [...run.incomplete],
    startTime: rfc3339Micros(run.startUs),
    endTime: rfc3339Micros(run.endUs),
    countedAt: rfc3339(record.countedAtMs),
    totals: { steps, toolCalls, modelCalls, inputTokens, outputTokens, costUsd, durationMs },
    findings: record.findings.map(findingData),
  }
}
