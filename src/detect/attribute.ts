import type { Finding } from '../finding/finding.ts'
import type { Run } from '../run/run.ts'
import { isAction } from '../run/step.ts'
import { type Origin, originOf } from './origin.ts'

/**
 * Where agents have their work carried out for all of them, calls that went wrong are where it shows: a finding about the
 * run that rests on nothing else is put down to the agent whose work came first, whose turns then stand first.
 */
export function attribute(run: Run, findings: readonly Finding[]): readonly Finding[] {
  const origin = originOf(run)
  if (origin === null) return findings
  const shared = new Set(run.steps.flatMap((step) => (isAction(step) && step.agent === run.agent ? [step.id] : [])))
  return findings.map((finding) => (isShared(run, finding, shared) ? putDown(finding, origin) : finding))
}

function isShared(run: Run, { locus, evidence }: Finding, shared: ReadonlySet<string>): boolean {
  return locus === run.agent && evidence.length > 0 && evidence.every((id) => shared.has(id))
}

function putDown(finding: Finding, { agent, turns }: Origin): Finding {
  const first = turns.map(({ step }) => step.id)
  return { ...finding, locus: agent, evidence: [...first, ...finding.evidence] }
}
