import type { Finding } from '../finding/finding.ts'
import type { Risk } from '../pattern/contribution.ts'
import type { Run } from '../run/run.ts'
import { isSensitiveTool } from './sensitive-tools.ts'

/** Why a finding in this run matters, in closed words. Of tools only those in its own evidence count. */
export function risksOf(finding: Finding, run: Run): readonly Risk[] {
  const evidence = new Set(finding.evidence)
  const steps = run.steps.filter((step) => evidence.has(step.id))
  const risks: Risk[] = []
  if (run.outcome === 'failed') risks.push('run_failed')
  if (run.outcome === 'aborted' || finding.signal === 'run_abandoned') risks.push('run_abandoned')
  if (steps.some((step) => step.kind === 'tool' && isSensitiveTool(step.name))) risks.push('sensitive_tool')
  if (run.steps.some((step) => step.kind === 'guardrail' && step.outcome === 'rejected')) risks.push('guardrail')
  if (run.steps.some((step) => step.kind === 'approval' && step.outcome === 'rejected')) risks.push('approval')
  const failed = run.evaluations.filter(({ passed }) => passed === false)
  if (failed.some(({ by }) => by !== 'human')) risks.push('evaluation_failed')
  if (failed.some(({ by }) => by === 'human')) risks.push('negative_feedback')
  return risks
}
