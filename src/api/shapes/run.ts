import Type, { type Static } from 'typebox'
import { rfc3339, rfc3339Micros } from '../../deliver/rfc3339.ts'
import { incompleteReasons, type RunEvaluation, runOutcomes } from '../../run/run.ts'
import { errorClasses } from '../../span/span-fact.ts'
import type { RunRecord } from '../../store/contract.ts'
import { nullable } from '../list.ts'
import { findingData, findingSchema } from './finding.ts'

const evaluationSchema = Type.Object({
  name: Type.String(),
  score: nullable(Type.Number()),
  label: nullable(Type.String()),
  passed: nullable(Type.Boolean({ description: 'What its label or score says by itself.' })),
  by: nullable(Type.Enum(['human', 'model', 'code'])),
  stepId: nullable(Type.String({ description: 'The step it is about; null when it is about the run.' })),
})

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
  errorClass: nullable(Type.Enum(errorClasses)),
  complete: Type.Boolean(),
  incomplete: Type.Array(Type.Enum(incompleteReasons)),
  completeness: Type.Number({ minimum: 0, maximum: 1 }),
  startTime: Type.String({ format: 'date-time' }),
  endTime: Type.String({ format: 'date-time' }),
  countedAt: Type.String({ format: 'date-time', description: 'Its end, clamped to its receipt.' }),
  skewed: Type.Boolean({ description: 'Whether that clamp changed anything.' }),
  samplingThreshold: nullable(Type.String()),
  contentCaptured: Type.Boolean({ description: 'Whether the exporter sent any message content.' }),
  entryChars: nullable(Type.Integer({ description: 'Size of the request; null where content was not sent.' })),
  answerChars: nullable(Type.Integer({ description: 'Size of the final answer; null where there is none.' })),
  evaluations: Type.Array(evaluationSchema),
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
  const { errorClass, complete, samplingThreshold, contentCaptured, entry, answer } = run
  const { steps, toolCalls, modelCalls, inputTokens, outputTokens, costUsd, durationMs } = run.totals
  return {
    ...{ runId: run.id, traceId, agent, agentVersion, service, environment, release, outcome, outcomeFrom },
    ...{ errorTemplate, errorClass, complete, completeness, skewed, samplingThreshold, contentCaptured },
    ...{ entryChars: entry?.chars ?? null, answerChars: answer?.chars ?? null },
    evaluations: run.evaluations.map(evaluationData),
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

function evaluationData(evaluation: RunEvaluation): Static<typeof evaluationSchema> {
  const { name, score, label, passed, by, stepId } = evaluation
  return { name, score, label, passed, by, stepId }
}
