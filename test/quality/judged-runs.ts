import type { JudgedFinding, JudgedRun } from '../../bench/quality/judged-run.ts'
import { noExcess } from '../../src/finding/finding.ts'

/** A finding of which only what is given matters. */
export function finding(given: Partial<JudgedFinding> = {}): JudgedFinding {
  const severity = given.severity ?? 0.5
  return {
    signal: 'tool_error',
    bucket: 'new_failure_class',
    locus: 'search',
    template: 'failed',
    recovery: 'answered',
    evidence: [],
    severity,
    excess: noExcess,
    explanation: '',
    signature: 'signature',
    lesson: 'lesson',
    parts: [{ reason: 'base', value: severity }],
    recurs: true,
    ...given,
  }
}

export function judgedRun(failed: boolean | null, findings: readonly JudgedFinding[], traceId = 'trace'): JudgedRun {
  return {
    dataset: 'set',
    index: 0,
    label: { traceId, taskKey: '', model: '', failed, details: {} },
    runs: [],
    findings,
  }
}
