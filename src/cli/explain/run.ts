import Type, { type Static } from 'typebox'
import { runSchema } from '../../api/shapes/run.ts'
import { stepSchema } from '../../api/shapes/step.ts'
import type { Page } from '../page.ts'
import type { Color } from '../paint.ts'
import type { Column } from '../table.ts'
import { counted, durationWords, grouped, percent, shortTime } from '../words.ts'
import { excessWords } from './evidence.ts'

export const runAnswer = Type.Object({
  ...runSchema.properties,
  steps: Type.Array(stepSchema),
  abstentions: Type.Array(Type.Object({ signal: Type.String(), missing: Type.String() })),
})
type RunAnswer = Static<typeof runAnswer>
type Step = RunAnswer['steps'][number]
type Finding = RunAnswer['findings'][number]

/** Steps beyond these are only counted: nobody reads thousands of lines. */
const stepsShown = 200

export function writeRun(page: Page, run: RunAnswer): void {
  const { runId, agent, steps, findings, abstentions, evaluations } = run
  page.heading(`Run ${runId} of ${agent}`)
  page.pairs([...outcome(run), ...origin(run), ...totals(run)])
  page.section('Steps, and where each outcome came from', steps.length, () => writeSteps(page, steps))
  page.section('Findings', findings.length, () => writeFindings(page, findings))
  if (findings.length === 0) page.section('Findings', 1, () => page.line('none'))
  page.section('Evaluations', evaluations.length, () => page.table(evaluationColumns, evaluations))
  page.section('Abstentions: signals that could not judge it', abstentions.length, () =>
    page.table(abstentionColumns, abstentions),
  )
}

type Pairs = readonly (readonly [name: string, value: string | null])[]

function outcome(run: RunAnswer): Pairs {
  const { errorTemplate, errorClass, complete, incomplete, completeness, samplingThreshold, contentCaptured } = run
  return [
    ['outcome', `${run.outcome}, from ${run.outcomeFrom}`],
    ['error', errorTemplate === null ? errorClass : `${errorTemplate} (${errorClass ?? 'other'})`],
    ['complete', complete ? 'yes' : `no: ${incomplete.join(', ')}`],
    ['completeness', percent(completeness, 1)],
    ['content', contentCaptured ? 'was sent' : 'was not sent: a missing answer is no evidence'],
    ['sampled', samplingThreshold && `threshold ${samplingThreshold}: counts are a share of all runs`],
  ]
}

function origin(run: RunAnswer): Pairs {
  const { traceIds, service, environment, release, families, startTime, countedAt, skewed } = run
  return [
    ['traces', traceIds.join(' ')],
    ['service', [service, release, environment].filter((part) => part !== null).join(', ')],
    ['families', families.join(', ')],
    ['started', shortTime(startTime)],
    ['counted at', `${shortTime(countedAt)}${skewed ? ', because its own clock is too far off' : ''}`],
  ]
}

function totals({ totals }: RunAnswer): Pairs {
  const { steps, modelCalls, toolCalls, inputTokens, outputTokens, costUsd, durationMs } = totals
  return [
    ['took', durationWords(durationMs)],
    ['steps', `${steps}: ${counted(modelCalls, 'model call')}, ${counted(toolCalls, 'tool call')}`],
    ['tokens', `${grouped(inputTokens)} in, ${grouped(outputTokens)} out`],
    ['cost', costUsd === null ? 'not known' : `${costUsd.toFixed(6)} USD`],
  ]
}

function writeSteps(page: Page, steps: readonly Step[]): void {
  const shown = steps.slice(0, stepsShown)
  page.table(stepColumns, shown)
  const more = steps.length - shown.length
  if (more > 0) page.line(`and ${counted(more, 'step')} more (--json has all)`, 'dim')
}

function writeFindings(page: Page, findings: readonly Finding[]): void {
  for (const [place, finding] of findings.entries()) writeFinding(page, finding, place + 1)
}

function writeFinding(page: Page, finding: Finding, number: number): void {
  const { signal, bucket, locus, explanation, recovery, severity, signature, excess, template, shadow } = finding
  const inShadow = shadow ? ' (in shadow: it raises nothing)' : ''
  const found = `${signal}${inShadow} at ${locus} (${bucket}), severity ${severity.toFixed(2)}, then ${recovery}`
  page.line(`${number}. ${found}`, 'yellow')
  page.line(explanation)
  page.pairs([
    ['template', template],
    ['excess', excessWords(excess)],
    ['signature', signature],
  ])
}

const outcomeColors: ReadonlyMap<string, Color> = new Map([
  ['error', 'red'],
  ['rejected', 'yellow'],
  ['waiting', 'yellow'],
])
/** Deeper steps stand under each other: a thousand levels would push everything off the page. */
const depthShown = 20

const stepColumns: readonly Column<Step>[] = [
  {
    title: 'STEP',
    cell: ({ depth, kind, name, inferred }) =>
      `${'· '.repeat(Math.min(depth, depthShown))}${kind} ${name}${inferred ? ' (inferred)' : ''}`,
  },
  { title: 'TOOK', cell: ({ durationMs }) => durationWords(durationMs), align: 'right', whole: true },
  {
    title: 'OUTCOME',
    cell: ({ outcome }) => outcome,
    whole: true,
    color: ({ outcome }) => outcomeColors.get(outcome) ?? null,
  },
  { title: 'FROM', cell: ({ outcomeFrom }) => outcomeFrom || '–' },
  { title: 'ERROR', cell: ({ error }) => (error === null ? '' : errorWords(error)) },
]

/** A class that says nothing is left out. */
function errorWords({ class: kind, template }: NonNullable<Step['error']>): string {
  return [...(kind === 'other' ? [] : [kind]), ...(template === '' ? [] : [template])].join(': ') || 'other'
}

const evaluationColumns: readonly Column<RunAnswer['evaluations'][number]>[] = [
  { title: 'NAME', cell: ({ name }) => name },
  { title: 'SCORE', cell: ({ score }) => (score === null ? '' : String(score)), align: 'right' },
  { title: 'LABEL', cell: ({ label }) => label ?? '' },
  { title: 'PASSED', cell: ({ passed }) => (passed === null ? '' : passed ? 'yes' : 'no') },
  { title: 'BY', cell: ({ by }) => by ?? '' },
]

const abstentionColumns: readonly Column<RunAnswer['abstentions'][number]>[] = [
  { title: 'SIGNAL', cell: ({ signal }) => signal },
  { title: 'MISSING', cell: ({ missing }) => missing },
]
