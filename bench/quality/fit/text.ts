import { columns, decimal, signed } from '../columns.ts'
import { meanOf } from '../rates.ts'
import type { Compiled } from './compile.ts'
import type { Fit, Shifts } from './fitness.ts'

/** Figures of a set: under today's weights, fitted on all sets, fitted on all others. */
export interface SetFit {
  readonly name: string
  readonly now: Fit
  readonly fitted: Fit
  readonly leftOut: Fit | null
}

/** What moved, with the value to copy for each value of today. */
export function proposalText({ parameters }: Compiled, shifts: Shifts): string {
  const rows = parameters.flatMap(({ signal, reason, values, findings }, number) => {
    const shift = (shifts[number] ?? 0) / 100
    if (shift === 0) return []
    const proposed = values.map((value) => decimal(value + shift))
    return [[signal, reason, String(findings), span(values.map((value) => decimal(value))), span(proposed)]]
  })
  const held = parameters.length - rows.length
  return [
    ...columns([['signal', 'part', 'findings', 'today', 'proposed'], ...rows]),
    `${held} parts stay as they are`,
  ].join('\n')
}

export function fitText(sets: readonly SetFit[]): string {
  return [
    ...columns([
      ['data set', 'J now', 'J fitted', 'J left out', 'AUC now', 'AUC fitted', 'AUC left out', 'gain left out'],
      ...sets.map((set) => row(set)),
      row(macro(sets)),
    ]),
    'left out: the weights were set on the other data sets alone',
  ].join('\n')
}

function row({ name, now, fitted, leftOut }: SetFit): readonly string[] {
  return [
    name,
    decimal(now.j, 3),
    decimal(fitted.j, 3),
    decimal(leftOut?.j ?? null, 3),
    decimal(now.auc, 3),
    decimal(fitted.auc, 3),
    decimal(leftOut?.auc ?? null, 3),
    leftOut === null ? '-' : `${signed(leftOut.j - now.j)} ${signed(leftOut.auc - now.auc)}`,
  ]
}

function macro(sets: readonly SetFit[]): SetFit {
  const mean = (of: (set: SetFit) => Fit | null): Fit => ({
    j: meanOf(sets.map((set) => of(set)?.j ?? null)) ?? 0,
    auc: meanOf(sets.map((set) => of(set)?.auc ?? null)) ?? 0,
  })
  return {
    name: `macro of ${sets.length}`,
    now: mean(({ now }) => now),
    fitted: mean(({ fitted }) => fitted),
    leftOut: sets.some(({ leftOut }) => leftOut !== null) ? mean(({ leftOut }) => leftOut) : null,
  }
}

/** A base whose values are few is told in full, a range by its ends. */
function span(values: readonly string[]): string {
  const distinct = [...new Set(values)]
  return distinct.length <= 4 ? distinct.join(' ') : `${distinct[0]} to ${distinct.at(-1)}`
}
