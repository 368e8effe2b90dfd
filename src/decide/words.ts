import type { LessonEvidence } from '../pattern/pattern.ts'

/** The agent, or the agents of a service; and how many others the lesson is of. */
export function whoseRuns({ scope, agent, agents }: Pick<LessonEvidence, 'scope' | 'agent' | 'agents'>): string {
  const others = agents > 1 ? ` and ${count(agents - 1, scope === 'service' ? 'other service' : 'other agent')}` : ''
  return scope === 'service' ? `the agents of ${agent}${others}` : `${agent}${others}`
}

/** `1 run`, `12,000 runs`. */
export function count(value: number, noun: string): string {
  return `${number(value)} ${noun}${value === 1 ? '' : 's'}`
}

/** At most two digits after the point, or two that say something; thousands grouped; the same whatever the locale. */
export function number(value: number): string {
  if (!Number.isFinite(value)) return '0'
  return (Math.abs(value) < 0.1 ? small : decimal).format(value)
}

export function percent(share: number): string {
  return `${number(Math.round(share * 1000) / 10)} %`
}

/** `retry_storm` as a reader says it. */
export function spoken(name: string): string {
  return name.replaceAll('_', ' ')
}

const decimal = new Intl.NumberFormat('en-US', { maximumFractionDigits: 2 })
const small = new Intl.NumberFormat('en-US', { maximumSignificantDigits: 2 })
