import { columns, decimal, percent, signed } from './columns.ts'
import { injectionSignal } from './injection.ts'
import { firedMin, type SignalScore, signalMacro } from './per-signal.ts'
import { type SetQuality, signalScoresOf } from './quality.ts'
import { ratio } from './rates.ts'
import { apart, type MacroScore, macroOf, type Score } from './score.ts'
import { isReached, targetsOf } from './targets.ts'

export function qualityText(sets: readonly SetQuality[]): string {
  return [
    ...detection(sets),
    '',
    ...targets(sets),
    '',
    ...injection(sets),
    ...blame(sets),
    '',
    ...contributions(sets),
    '',
    ...firings(sets),
  ].join('\n')
}

function detection(sets: readonly SetQuality[]): readonly string[] {
  const macro = macroOf(sets.map(({ score }) => score))
  const withUnbroken = macroOf(sets.map(({ score, unbroken }) => unbroken ?? score))
  const rows = sets.flatMap(({ score, unbroken }) => [score, ...(unbroken === null ? [] : [unbroken])])
  return [
    'A run is flagged when the severities of its findings whose lesson recurs (three runs or more) sum to 0.5.',
    '',
    ...columns([
      scoreHead,
      ...rows.map(scoreRow),
      macroRow(`macro of ${macro.sets.length}`, macro),
      macroRow('macro, no root ERROR', withUnbroken),
    ]),
    `macro: without ${[...apart].join(', ')}, and without sets in which no run or every run failed`,
  ]
}

const scoreHead = [
  'data set',
  'runs',
  'no run',
  'failed',
  'flagged',
  'TPR',
  'FPR',
  'J',
  'lift',
  'AUC',
  'AUC of all',
  'lessons',
  'in all',
  'per 100',
]

function scoreRow(score: Score): readonly string[] {
  return [
    score.name,
    String(score.runs),
    String(score.missing),
    percent(ratio(score.failed, score.runs)),
    percent(ratio(score.flagged, score.runs)),
    percent(score.tpr),
    percent(score.fpr),
    decimal(score.j, 3),
    decimal(score.lift),
    decimal(score.auc, 3),
    decimal(score.aucOfAll, 3),
    String(score.lessons),
    String(score.lessonsInAll),
    decimal(score.lessonsPerHundred, 1),
  ]
}

function macroRow(name: string, macro: MacroScore): readonly string[] {
  const { tpr, fpr, j, lift, auc, aucOfAll, lessonsPerHundred } = macro
  const figures = [percent(tpr), percent(fpr), decimal(j, 3), decimal(lift), decimal(auc, 3), decimal(aucOfAll, 3)]
  return [name, '', '', '', '', ...figures, '', '', decimal(lessonsPerHundred, 1)]
}

function targets(sets: readonly SetQuality[]): readonly string[] {
  const verdicts = { true: 'reached', false: 'MISSED', null: '' }
  return columns([
    ['target', 'figure', '', 'bar', ''],
    ...targetsOf(sets).map((target) => [
      target.name,
      decimal(target.value, 3),
      target.sense,
      decimal(target.bar, 3),
      verdicts[`${isReached(target)}`],
    ]),
  ])
}

function injection(sets: readonly SetQuality[]): readonly string[] {
  return sets.map(({ score, injection: found }) =>
    found.succeeded > 0
      ? `${injectionSignal} in ${score.name}: ${found.found} of ${found.succeeded} successful attacks ` +
        `(${percent(found.foundShare)}), ${found.false} of ${found.others} others (${percent(found.falseShare)})`
      : `${injectionSignal} in ${score.name}: ${found.false} of ${found.others} runs`,
  )
}

function blame(sets: readonly SetQuality[]): readonly string[] {
  return sets.flatMap(({ score, blame: found }) => {
    if (found.runs === 0) return []
    const of = (count: number) => `${count} (${percent(ratio(count, found.runs))})`
    return [
      `marked mistakes in ${score.name}: of ${found.runs} runs the strongest finding names the agent in ${of(found.agent)}, ` +
        `has it among several in ${of(found.agentAmong)}, holds the step in ${of(found.step)}, ` +
        `within evidence of at most three in ${of(found.stepAmongThree)}; no finding in ${of(found.silent)}`,
    ]
  })
}

function contributions(sets: readonly SetQuality[]): readonly string[] {
  const rows = [...signalScoresOf(sets)]
    .map(([signal, scores]) => signalMacro(signal, scores))
    .toSorted((a, b) => (b.jGiven ?? 0) - (a.jGiven ?? 0) || (b.jIfFlagging ?? 0) - (a.jIfFlagging ?? 0))
  return [
    'Signals over the sets of the macro. J given and AUC given: what would be lost without it (negative: it hurts).',
    'J if flagging: what J would gain if each of its recurring findings flagged its run.',
    `Precision and lift: the mean over the sets where it fired in at least ${firedMin} runs.`,
    '',
    ...columns([
      ['signal', 'sets', 'fired', 'recurring', 'precision', 'lift', 'J alone', 'J given', 'AUC given', 'J if flagging'],
      ...rows.map((row) => [
        row.signal,
        String(row.sets),
        String(row.fired),
        String(row.recurring),
        percent(row.precision),
        decimal(row.lift),
        signed(row.j),
        signed(row.jGiven),
        signed(row.aucGiven),
        signed(row.jIfFlagging),
      ]),
    ]),
  ]
}

function firings(sets: readonly SetQuality[]): readonly string[] {
  const names = sets.map(({ score }) => score.name)
  return [
    'Runs in which a signal fired, how often such a run failed, and the lift of that over the base rate.',
    '',
    ...columns([
      ['signal', ...names],
      ...[...signalScoresOf(sets)].map(([signal, scores]) => [signal, ...scores.map(firing)]),
    ]),
  ]
}

function firing({ fired, precision, lift }: SignalScore): string {
  return fired === 0 ? '.' : `${fired} ${percent(precision).replace(/\..*%/, '%')} ${decimal(lift)}`
}
