import { type Figure, isHeld, type Measured } from './figure.ts'

const nameWidth = 64
const valueWidth = 12

/** A part as lines: its name, then each figure with its unit and, where it has a bar, whether it holds. */
export function measuredText({ part, figures, failed }: Measured): string {
  const lines = [part, ...figures.map(figureText)]
  return (failed === null ? lines : [...lines, `  NOT MEASURED: ${failed}`]).join('\n')
}

function figureText(figure: Figure): string {
  const { name, value, unit, most } = figure
  const bar = most === undefined ? '' : `  at most ${most}: ${isHeld(figure) ? 'right' : 'WRONG'}`
  return `  ${name.padEnd(nameWidth)}${numberText(value).padStart(valueWidth)} ${unit}${bar}`.trimEnd()
}

/** Three figures are as many as a measurement on a shared machine carries. */
export function numberText(value: number): string {
  if (!Number.isFinite(value)) return 'none'
  const size = Math.abs(value)
  if (size >= 100) return String(Math.round(value))
  return value.toFixed(size >= 10 ? 1 : size >= 1 ? 2 : 3)
}
