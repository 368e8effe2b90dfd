import type { Step } from '../../src/run/step.ts'
import { columns, decimal } from './columns.ts'
import { type JudgedFinding, type JudgedRun, stepsOf } from './judged-run.ts'
import type { RawStep } from './raw-steps.ts'
import { isFlagged, weightOf } from './weight.ts'

/** A run on a page: its label, its steps with equal arguments and results under equal letters, its findings. */
export function runText(run: JudgedRun, raw: ReadonlyMap<string, RawStep> | null): string {
  const steps = stepsOf(run)
  const marks = marksOf(run.findings)
  return [
    headline(run),
    labelLine(run),
    ...run.runs.map(endLine),
    '',
    ...stepLines(steps, marks, raw),
    '',
    ...findingLines(run),
  ].join('\n')
}

/** One line: which run, how it went, what weighs on it. */
export function headline(run: JudgedRun): string {
  const weight = weightOf(run.findings)
  const outcome = run.label.failed === null ? 'unlabelled' : run.label.failed ? 'FAILED' : 'good'
  const flag = isFlagged(weight) ? 'flagged' : 'not flagged'
  return `${run.dataset} #${run.index} ${run.label.traceId} ${outcome}, ${flag} at ${decimal(weight)}`
}

export function findingsInShort({ findings }: JudgedRun): string {
  if (findings.length === 0) return 'nothing found'
  return findings
    .map(({ signal, locus, severity, recurs }) => `${signal}@${locus} ${decimal(severity)}${recurs ? '' : ' (rare)'}`)
    .join(', ')
}

export function stepsInShort(run: JudgedRun): string {
  const steps = stepsOf(run)
  const tools = steps.filter(({ kind }) => kind === 'tool' || kind === 'retrieval')
  const errors = tools.filter(({ outcome }) => outcome === 'error').length
  const outcome = run.runs.map((each) => each.outcome).join(' ')
  return `${steps.length} steps, ${tools.length} calls, ${errors} errors, ${outcome || 'no run'}`
}

function labelLine({ label }: JudgedRun): string {
  return `label: model ${label.model}, task ${label.taskKey.slice(0, 80)}, ${JSON.stringify(label.details).slice(0, 600)}`
}

function endLine({
  id,
  agent,
  outcome,
  outcomeFrom,
  answer,
  entry,
  complete,
  totals,
}: JudgedRun['runs'][number]): string {
  const seconds = Math.round(totals.durationMs / 1000)
  return (
    `run ${id.slice(0, 8)}: agent ${agent}, ${outcome} (${outcomeFrom}), ${complete ? 'complete' : 'incomplete'}, ` +
    `entry ${entry?.chars ?? '-'} chars, answer ${answer?.chars ?? '-'} chars, ${totals.inputTokens}+${totals.outputTokens} tokens, ${seconds} s`
  )
}

function stepLines(
  steps: readonly Step[],
  marks: ReadonlyMap<string, string>,
  raw: ReadonlyMap<string, RawStep> | null,
): readonly string[] {
  const letterOf = letters()
  const rows = steps.map((step, at) => [
    String(at),
    step.kind,
    step.name.slice(0, 40),
    step.outcome === 'error' ? `ERROR ${step.error?.class ?? ''}` : step.outcome,
    step.arguments === null ? '-' : `args ${letterOf(step.arguments.fp)}:${step.arguments.chars}`,
    resultOf(step, letterOf),
    marks.get(step.id) ?? '',
    step.agent.slice(0, 24),
    (step.error?.template ?? '').slice(0, 80),
  ])
  const lines = columns(rows)
  return raw === null ? lines : lines.flatMap((line, at) => [line, ...rawLines(raw.get(steps[at]?.id ?? ''))])
}

function resultOf({ result, answer, callCount, documents }: Step, letterOf: (fp: string) => string): string {
  const parts = [
    result === null ? '' : `result ${letterOf(result.fp)}:${result.chars}${result.empty ? ' empty' : ''}`,
    answer === null ? '' : `answer ${letterOf(answer.fp)}:${answer.chars}`,
    callCount > 0 ? `${callCount} calls` : '',
    documents === null ? '' : `${documents} documents`,
  ]
  return parts.filter((part) => part !== '').join(' ') || '-'
}

const rawKeys = ['gen_ai.tool.call.arguments', 'gen_ai.tool.call.result', 'gen_ai.output.messages', 'error.type']
const rawCharsMax = 400

function rawLines(step: RawStep | undefined): readonly string[] {
  if (step === undefined) return []
  const told = rawKeys.flatMap((key) => {
    const value = step.attributes.get(key)
    return value === undefined ? [] : [`${key.split('.').at(-1)}: ${value}`]
  })
  return [...(step.status === '' ? [] : [`status: ${step.status}`]), ...told].map((text) => `        ${shown(text)}`)
}

/** Content out of a file must not steer the terminal. */
function shown(text: string): string {
  const flat = text.replace(/[\p{Cc}\p{Cf}]+/gu, ' ')
  return flat.length > rawCharsMax ? `${flat.slice(0, rawCharsMax)}… (${text.length})` : flat
}

/** Which findings a step is evidence of, by their numbers below. */
function marksOf(findings: readonly JudgedFinding[]): ReadonlyMap<string, string> {
  const marks = new Map<string, string>()
  for (const [number, { evidence }] of findings.entries())
    for (const id of evidence) marks.set(id, `${marks.get(id) ?? ''}[${number}]`)
  return marks
}

function findingLines({ findings }: JudgedRun): readonly string[] {
  return findings.map(
    ({ signal, locus, template, recovery, severity, parts, recurs, lesson, evidence, explanation }, number) =>
      `[${number}] ${signal}@${locus} ${decimal(severity)} (${parts.map(({ reason, value }) => `${reason} ${value}`).join(', ')}) ` +
      `${recovery}, ${recurs ? 'recurs' : 'rare'}, lesson ${lesson.slice(0, 8)}, ${evidence.length} steps: ${template}\n    ${explanation}`,
  )
}

/** A, B, C ... for values in the order they are first seen. */
function letters(): (fp: string) => string {
  const seen = new Map<string, string>()
  return (fp) => {
    const letter = seen.get(fp) ?? letterAt(seen.size)
    seen.set(fp, letter)
    return letter
  }
}

function letterAt(at: number): string {
  const letter = String.fromCharCode(65 + (at % 26))
  return at < 26 ? letter : `${letter}${Math.floor(at / 26)}`
}
