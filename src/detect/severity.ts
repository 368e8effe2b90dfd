import type { Finding, SeverityPart } from '../finding/finding.ts'

/** A severity and what it is made of; spread into a finding. */
export type Severity = Pick<Finding, 'severity' | 'severityParts'>

/** The sum of the parts within 0 and 1, in hundredths, so that what is shown is what was meant. Parts of nothing are left out. */
export function severityOf(...parts: readonly SeverityPart[]): Severity {
  const telling = parts.filter(({ value }) => value !== 0)
  const sum = telling.reduce((total, { value }) => total + value, 0)
  return { severity: Math.round(Math.min(Math.max(sum, 0), 1) * 100) / 100, severityParts: telling }
}

/** The signal's own weight, which stands first. */
export function base(value: number): SeverityPart {
  return part('base', value)
}

export function part(reason: string, value: number): SeverityPart {
  return { reason, value: Math.round(value * 100) / 100 }
}

/** A part that counts only where something is so. */
export function partWhen(condition: boolean, reason: string, value: number): SeverityPart {
  return part(reason, condition ? value : 0)
}
