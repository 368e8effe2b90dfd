import Type, { type Static } from 'typebox'
import { rfc3339Micros } from '../../deliver/rfc3339.ts'
import type { Step } from '../../run/step.ts'
import { errorClasses, finishReasons, type ResultFact, type ValueFact } from '../../span/span-fact.ts'
import { stepKinds, stepOutcomes } from '../../span/step-kind.ts'
import { amount, text, time, whole, yes } from '../fields.ts'
import { nullable } from '../list.ts'

const shapeOfValue = {
  fp: text('Keyed fingerprint: equal values have equal ones.'),
  chars: whole('Characters of the value, which is not kept.'),
}

function shapeOf(description: string) {
  return nullable(Type.Object(shapeOfValue, { description }))
}

const resultSchema = Type.Object(
  {
    ...shapeOfValue,
    empty: nullable(
      yes('Whether it is an empty collection or says that nothing was found; null where nobody can tell.'),
    ),
    items: nullable(whole('Items in it; null where it is no collection.')),
    pending: yes('Whether it reports a state that is still going on.'),
  },
  { description: 'What a tool answered; null where none was sent.' },
)

const tokenSchema = Type.Object(
  {
    input: nullable(amount('Tokens read, those of a cache included; null where not sent.')),
    output: nullable(amount('Tokens written; null where not sent.')),
    cacheRead: nullable(amount('Tokens of `input` that came out of a cache; null where not sent.')),
    cacheWrite: nullable(amount('Tokens of `input` that were put into a cache; null where not sent.')),
    reasoning: nullable(amount('Tokens of `output` that were reasoning; null where not sent.')),
  },
  { description: 'Of a model call; null of every other step.' },
)

export const stepSchema = Type.Object({
  id: text('The span id, 16 hex digits; of an inferred step one that was made for it.'),
  traceId: text('The trace its span is in, 32 hex digits.'),
  parentId: nullable(text('The nearest step above; null directly below the run.')),
  depth: whole('Steps above it.'),
  kind: Type.Enum(stepKinds, { description: 'What was done.' }),
  name: text('The tool or model; else the agent, guardrail, retriever or approved tool.'),
  outcome: Type.Enum(stepOutcomes, { description: 'How it ended.' }),
  outcomeFrom: text('Which field decided the outcome; empty where none did.'),
  error: nullable(
    Type.Object(
      {
        type: nullable(text('`error.type` or `exception.type`; null where none was sent.')),
        class: Type.Enum(errorClasses, { description: 'What kind of error it was.' }),
        template: text('Its text with everything variable masked.'),
      },
      { description: 'Null where it did not fail.' },
    ),
  ),
  startTime: time('When it began, to the microsecond.'),
  endTime: time('When it ended, to the microsecond.'),
  durationMs: amount('From start to end, in milliseconds.'),
  inferred: yes('Whether it is a tool step known only from the messages around it.'),
  agent: text('The agent, perhaps a nested one, that took the step.'),
  arguments: shapeOf('Arguments of a tool call; null where none were sent.'),
  result: nullable(resultSchema),
  answer: shapeOf('The text that a model answered with; null where there is none or it was not sent.'),
  documents: nullable(whole('Documents that a retrieval found; null where that was not sent.')),
  model: nullable(text('The model that answered, else the one that was asked for; null of every other step.')),
  tokens: nullable(tokenSchema),
  costUsd: nullable(amount('Cost in USD; null where it could not be priced.')),
  finish: nullable(Type.Enum(finishReasons, { description: 'Why a model stopped; null where that was not sent.' })),
  callCount: whole('Tool calls that the model asked for.'),
  offered: nullable(yes('Whether the tool was among those offered to the model; null where the offer is not known.')),
  target: nullable(text('Of a handoff the agent it goes to; of an approval or guardrail what it guards.')),
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
