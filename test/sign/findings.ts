import type { Finding } from '../../src/finding/finding.ts'
import { noExcess } from '../../src/finding/finding.ts'

export const finding: Finding = {
  signal: 'retry_storm',
  bucket: 'repeated_weak_trajectory',
  locus: 'charge_card',
  template: 'upstream returned 503',
  recovery: 'answered',
  evidence: ['a', 'b', 'c'],
  severity: 0.6,
  severityParts: [{ reason: 'base', value: 0.6 }],
  excess: noExcess,
  explanation: 'charge_card failed 3 times with the same arguments, without working in between',
}
export const run = { tenant: 'default', agent: 'support' }
