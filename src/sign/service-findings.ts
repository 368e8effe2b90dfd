/**
 * What is weak about runs as a whole is also counted once over all agents of their service, so that many agents with few
 * runs each still show a pattern.
 */
import type { Finding } from '../finding/finding.ts'
import type { Run } from '../run/run.ts'

export interface ServiceFinding {
  readonly found: Finding
  /** The same with the service in the agent's place. */
  readonly counted: Finding
}

/** The findings about the run as a whole; none where its service says no more than its agent. */
export function serviceFindings(run: Run, findings: readonly Finding[]): readonly ServiceFinding[] {
  if (!tellsMore(run)) return []
  return findings
    .filter((finding) => isAboutRun(finding, run))
    .map((found) => ({ found, counted: { ...found, locus: run.service } }))
}

/** SDKs call a service that nobody named `unknown_service`, or `unknown_service:<process>`. */
function tellsMore({ service, agent }: Run): boolean {
  return service !== '' && service !== agent && service.split(':', 1)[0] !== 'unknown_service'
}

/** The locus of such a finding is the agent; a tool may be called like its agent. */
function isAboutRun({ locus, evidence }: Finding, { agent, steps }: Run): boolean {
  if (locus !== agent) return false
  const ids = new Set(evidence)
  return !steps.some(({ id, kind, name }) => kind !== 'agent' && kind !== 'llm' && name === locus && ids.has(id))
}
