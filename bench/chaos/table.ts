import { isRight, type Outcome } from './outcome.ts'

export interface Played {
  readonly name: string
  readonly outcome: Outcome
  readonly seconds: number
}

export const headings = [
  'scenario',
  'spans lost',
  'runs twice',
  'lessons with > 1 open',
  'not delivered',
  'seconds',
  '',
] as const

/** One line of the table, and below it what is wrong and what was seen. */
export function playedText({ name, outcome, seconds }: Played): string {
  const { spansLost, runsTwice, lessonsWithSeveralOpen, undelivered, wrong, facts } = outcome
  const cells = [spansLost, runsTwice, lessonsWithSeveralOpen, undelivered, seconds.toFixed(0)].map(String)
  return [
    line([name, ...cells, isRight(outcome) ? 'right' : 'WRONG']),
    ...wrong.map((what) => `  wrong: ${what}`),
    ...(facts.length === 0 ? [] : [`  ${facts.join('; ')}`]),
  ].join('\n')
}

export function line(cells: readonly string[]): string {
  return cells
    .map((cell, index) => cell.padEnd(index === 0 ? 24 : (headings[index]?.length ?? 0) + 2))
    .join('')
    .trimEnd()
}
