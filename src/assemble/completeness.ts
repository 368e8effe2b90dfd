import type { Run } from '../run/run.ts'

/**
 * How much of what an explanation needs is there, 0 to 1: the root (0.3), no missing parents (0.2), nothing cut or
 * dropped (0.1), and the share of steps whose outcome is known (0.25) and of errors whose text is known (0.15).
 */
export function completeness(run: Run): number {
  const has = (reason: Run['incomplete'][number]) => run.incomplete.includes(reason)
  const root = has('root_missing') ? 0 : 0.3
  const parents = has('parent_missing') ? 0 : 0.2
  const whole = has('spans_cut') || has('attributes_dropped') ? 0 : 0.1
  const known = share(run.steps, (step) => step.outcome !== 'unknown')
  const errors = run.steps.filter((step) => step.outcome === 'error')
  const explained = share(errors, (step) => step.error !== null && step.error.template !== '')
  return round(root + parents + whole + 0.25 * known + 0.15 * explained)
}

function share<T>(items: readonly T[], holds: (item: T) => boolean): number {
  return items.length === 0 ? 1 : items.filter(holds).length / items.length
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000
}
