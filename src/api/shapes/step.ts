import Type, { type Static } from 'typebox'
import { rfc3339Micros } from '../../deliver/rfc3339.ts'
import type { Step } from '../../run/step.ts'
import { errorClasses, finishReasons, type ResultFact, type ValueFact } from '../../span/span-fact.ts'
import { stepKinds, stepOutcomes } from '../../span/step-kind.ts'
import { nullable } from '../list.ts'

const valueSchema = Type.Object({ fp: Type.String({ description: 'Keyed fingerprint.' }), chars: Type.Integer() })

const resultSchema = Type.Object({
  fp: Type.String(),
  chars: Type.Integer(),
  empty: nullable(Type.Boolean()),
  items: nullable(Type.Integer()),
  pending: Type.Boolean(),
})

const tokens = nullable(Type.Number())
const tokenSchema = Type.Object({
  input: tokens,
  output: tokens,
  cacheRead: tokens,
  cacheWrite: tokens,
  reasoning: tokens,
})

export const stepSchema = Type.Object({
  id: Type.String(),
  traceId: Type.String(),
  parentId: nullable(Type.String()),
  depth: Type.Integer({ description: 'Steps above it.' }),
  kind: Type.Enum(stepKinds),
  name: Type.String(),
  outcome: Type.Enum(stepOutcomes),
  outcomeFrom: Type.String(),
  error: nullable(
    Type.Object({ type: nullable(Type.String()), class: Type.Enum(errorClasses), template: Type.String() }),
  ),
  startTime: Type.String({ format: 'date-time' }),
  endTime: Type.String({ format: 'date-time' }),
  durationMs: Type.Number(),
  inferred: Type.Boolean({ description: 'A tool step known only from the messages around it.' }),
  agent: Type.String(),
  arguments: nullable(valueSchema),
  result: nullable(resultSchema),
  answer: nullable(valueSchema),
  documents: nullable(Type.Integer()),
  model: nullable(Type.String()),
  tokens: nullable(tokenSchema),
  costUsd: nullable(Type.Number()),
  finish: nullable(Type.Enum(finishReasons)),
  callCount: Type.Integer({ description: 'Tool calls that the model asked for.' }),
  offered: nullable(Type.Boolean()),
  target: nullable(Type.String()),
})

export function stepData(step: Step, depth: number): Static<typeof stepSchema> {
  const { id, traceId, parentId, kind, name, outcome, outcomeFrom, inferred, agent } = step
  const { documents, model, costUsd, finish, callCount, offered, target } = step
  return {
    ...{ id, traceId, parentId, depth, kind, name, outcome, outcomeFrom, inferred, agent },
    ...{ documents, model, costUsd, finish, callCount, offered, target },
    error: errorData(step),
    startTime: rfc3339Micros(step.startUs),
    endTime: rfc3339Micros(step.endUs),
    durationMs: Math.max(0, (step.endUs - step.startUs) / 1000),
    arguments: valueData(step.arguments),
    result: resultData(step.result),
    answer: valueData(step.answer),
    tokens: tokenData(step),
  }
}

function errorData({ error }: Step) {
  return error && { type: error.type, class: error.class, template: error.template }
}

function valueData(value: ValueFact | null) {
  return value && { fp: value.fp, chars: value.chars }
}

function resultData(result: ResultFact | null) {
  if (result === null) return null
  const { fp, chars, empty, items, pending } = result
  return { fp, chars, empty, items, pending }
}

function tokenData(step: Step) {
  if (step.tokens === null) return null
  const { input, output, cacheRead, cacheWrite, reasoning } = step.tokens
  return { input, output, cacheRead, cacheWrite, reasoning }
}
