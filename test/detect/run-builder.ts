import type { Baseline, Quantiles } from '../../src/run/baseline.ts'
import type { Run, RunEvaluation } from '../../src/run/run.ts'
import type { Step } from '../../src/run/step.ts'
import type { ErrorClass, ErrorFact, ResultFact, ValueFact } from '../../src/span/span-fact.ts'

/** Each step takes 100 ms and follows the one before, unless told otherwise. */
const stepUs = 100_000
const startUs = 1_700_000_000_000_000

export const tokensPerCall = { input: 100, output: 20, cacheRead: null, cacheWrite: null, reasoning: null }

export function step(overrides: Partial<Step>): Step {
  return {
    id: '',
    traceId: '1'.repeat(32),
    parentId: null,
    kind: 'tool',
    name: 'lookup',
    outcome: 'ok',
    outcomeFrom: 'status',
    error: null,
    startUs: 0,
    endUs: 0,
    inferred: false,
    agent: 'support',
    callFp: null,
    arguments: null,
    result: null,
    documents: null,
    model: null,
    tokens: null,
    costUsd: null,
    finish: null,
    answer: null,
    callCount: 0,
    offered: null,
    target: null,
    ...overrides,
  }
}

/** A model call that asks for tools. */
export function asks(overrides: Partial<Step> = {}): Step {
  const model = 'gpt-5-mini'
  return step({
    kind: 'llm',
    name: model,
    model,
    tokens: tokensPerCall,
    costUsd: 0.01,
    finish: 'tool_call',
    callCount: 1,
    ...overrides,
  })
}

/** A model call that answers. */
export function answers(overrides: Partial<Step> = {}): Step {
  return asks({ finish: 'stop', callCount: 0, answer: value('answer'), ...overrides })
}

export function works(name: string, args: string | null, result: ResultFact | null, more: Partial<Step> = {}): Step {
  return step({ name, arguments: args === null ? null : value(args), result, ...more })
}

export function fails(name: string, args: string | null, error: ErrorFact | null = broke(), more: Partial<Step> = {}) {
  return step({ name, arguments: args === null ? null : value(args), outcome: 'error', error, ...more })
}

export function broke(template = 'upstream returned 503', kind: ErrorClass = 'other'): ErrorFact {
  return { type: null, class: kind, template }
}

export function value(fp: string): ValueFact {
  return { fp, chars: fp.length }
}

export function result(fp: string, more: Partial<ResultFact> = {}): ResultFact {
  return { fp, chars: fp.length, empty: false, items: null, pending: false, ...more }
}

export const nothing = result('nothing', { empty: true, items: 0 })

/** Model calls before each of the actions, and an answer at the end. */
export function conversation(...actions: readonly Step[]): readonly Step[] {
  return [...actions.flatMap((action) => [asks(), action]), answers()]
}

/** Lays the steps one after the other; steps that have a start keep their times. */
export function inOrder(steps: readonly Step[]): readonly Step[] {
  return steps.map((each, index) => {
    const id = each.id === '' ? `step-${index}` : each.id
    if (each.startUs !== 0) return { ...each, id }
    const from = startUs + index * stepUs
    return { ...each, id, startUs: from, endUs: from + stepUs }
  })
}

/** The same steps, all of them running at the same time. */
export function sideBySide(steps: readonly Step[], atStep: number): readonly Step[] {
  const from = startUs + atStep * stepUs
  return steps.map((each, index) => ({ ...each, startUs: from + index, endUs: from + stepUs }))
}

export function runOf(steps: readonly Step[], overrides: Partial<Run> = {}): Run {
  const ordered = inOrder(steps)
  const end = ordered.at(-1)?.endUs ?? startUs
  return {
    id: '2'.repeat(32),
    tenant: 'default',
    traceId: '1'.repeat(32),
    traceIds: ['1'.repeat(32)],
    rootSpanId: '3'.repeat(16),
    agent: 'support',
    agentVersion: null,
    service: 'shop',
    environment: null,
    release: null,
    sessionId: null,
    userFp: null,
    families: ['gen_ai'],
    scopes: [],
    startUs,
    endUs: end,
    outcome: 'completed',
    outcomeFrom: 'root status',
    errorTemplate: null,
    errorClass: null,
    complete: true,
    incomplete: [],
    steps: ordered,
    entry: value('entry'),
    answer: value('answer'),
    contentCaptured: true,
    evaluations: [],
    totals: {
      steps: ordered.length,
      toolCalls: ordered.filter((each) => each.kind === 'tool').length,
      modelCalls: ordered.filter((each) => each.kind === 'llm').length,
      inputTokens: 0,
      outputTokens: 0,
      costUsd: null,
      durationMs: (end - startUs) / 1000,
    },
    samplingThreshold: null,
    ...overrides,
  }
}

/** A run whose process died: no root, nothing known of its end. */
export const vanished: Partial<Run> = {
  outcome: 'unknown',
  rootSpanId: null,
  complete: false,
  incomplete: ['root_missing'],
  answer: null,
}

export function repeat(count: number, make: (index: number) => Step): readonly Step[] {
  return Array.from({ length: count }, (_, index) => make(index))
}

/** A run that failed with an error of this kind. */
export function failedWith(template: string, kind: ErrorClass = 'other'): Partial<Run> {
  return { outcome: 'failed', answer: null, errorTemplate: template, errorClass: kind }
}

export function evaluation(overrides: Partial<RunEvaluation>): RunEvaluation {
  return { name: 'helpfulness', score: null, label: null, passed: null, by: null, stepId: null, ...overrides }
}

export function quantiles(p50: number, p99: number, count = 100): Quantiles {
  return { count, p10: p50, p50, p90: p99, p99 }
}

export function baselineOf(overrides: Partial<Baseline> = {}): Baseline {
  return {
    runs: 100,
    costUsd: null,
    tokens: null,
    outputTokens: null,
    durationMs: null,
    steps: null,
    calls: null,
    retries: null,
    answerChars: null,
    usefulShare: null,
    ...overrides,
  }
}
