import Type, { type Static } from 'typebox'
import { rfc3339, rfc3339Micros } from '../../deliver/rfc3339.ts'
import { incompleteReasons, type RunEvaluation, runOutcomes } from '../../run/run.ts'
import { errorClasses } from '../../span/span-fact.ts'
import type { RunRecord } from '../../store/contract.ts'
import { amount, share, text, texts, time, whole, yes } from '../fields.ts'
import { nullable } from '../list.ts'
import { findingData, findingSchema } from './finding.ts'

const evaluationSchema = Type.Object({
  name: text('What was evaluated, as the evaluator calls it.'),
  score: nullable(amount("In the evaluator's own unit; null where none was sent.")),
  label: nullable(text('In the words of the evaluator; null where none was sent.')),
  passed: nullable(yes('What its label or score says by itself; null where that says nothing.')),
  by: nullable(Type.Enum(['human', 'model', 'code'], { description: 'Who evaluated; null where that was not sent.' })),
  stepId: nullable(text('The step it is about; null where it is about the run.')),
})

/** A run without its steps. Who it came from is not shown. */
export const runSchema = Type.Object({
  runId: text('Its identity, 32 hex digits.'),
  traceId: text('The trace of its root, 32 hex digits.'),
  traceIds: texts('Every trace it goes through, the first one first.'),
  agent: text('The agent that was called; the service where it has no name.'),
  agentVersion: nullable(text('As the agent says it; null where it does not.')),
  service: text('`service.name` of the process that ran it.'),
  environment: nullable(text('Where it ran, such as production; null where that was not sent.')),
  release: nullable(text('`service.version`; null where that was not sent.')),
  families: texts('Telemetry conventions that its spans were recognized by.'),
  outcome: Type.Enum(runOutcomes, { description: 'How it ended.' }),
  outcomeFrom: text('Which evidence decided the outcome.'),
  errorTemplate: nullable(text('The error it ended with, everything variable masked; null where it did not.')),
  errorClass: nullable(Type.Enum(errorClasses, { description: 'What kind of error that was.' })),
  complete: yes('Whether the whole run was received.'),
  incomplete: Type.Array(Type.Enum(incompleteReasons), { description: 'What is missing; empty where it is complete.' }),
  completeness: share('How much of what an explanation needs is there.'),
  startTime: time('When it began, to the microsecond.'),
  endTime: time('When it ended, to the microsecond.'),
  countedAt: time('Its end, clamped to between 24 h before and 5 min after its receipt: when it counts.'),
  skewed: yes('Whether that clamp changed anything.'),
  samplingThreshold: nullable(text('`th` of `tracestate`; null where the exporter did not say that it sampled.')),
  contentCaptured: yes('Whether the exporter sent any message content.'),
  entryChars: nullable(whole('Characters of the request; null where content was not sent.')),
  answerChars: nullable(whole('Characters of the final answer; null where there is none.')),
  evaluations: Type.Array(evaluationSchema, { description: 'Evaluations and feedback that were sent for it.' }),
  totals: Type.Object(
    {
      steps: whole('Steps of any kind.'),
      toolCalls: whole('Calls of tools.'),
      modelCalls: whole('Calls of models.'),
      inputTokens: amount('Tokens that models read, those of a cache included.'),
      outputTokens: amount('Tokens that models wrote.'),
      costUsd: nullable(amount('Cost in USD; null where no model call could be priced.')),
      durationMs: amount('From start to end, in milliseconds.'),
    },
    { description: 'Sums over its steps.' },
  ),
  findings: Type.Array(findingSchema, { description: 'What was weak in it.' }),
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
