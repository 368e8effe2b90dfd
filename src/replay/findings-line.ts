import type { RunRecord } from '../store/contract.ts'

/** The line of `--findings` for one run; the fields and their order are fixed (design, "Interfaces"). */
export function findingsLine({ run, findings }: RunRecord): string {
  return JSON.stringify({
    traceId: run.traceId,
    traceIds: run.traceIds,
    runId: run.id,
    agent: run.agent,
    outcome: run.outcome,
    complete: run.complete,
    steps: run.steps.map(({ kind, name, outcome }) => ({ kind, name, outcome })),
    findings: findings.map(({ signal, bucket, locus, template, recovery, signature, lesson, severity }) => ({
      signal,
      bucket,
      locus,
      template,
      recovery,
      signature,
      lesson,
      severity,
    })),
  })
}
