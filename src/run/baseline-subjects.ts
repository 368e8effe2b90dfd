import type { BaselineSubject } from './baseline.ts'

/** The same for the contribution of a run and for the run itself. */
export interface RunOwner {
  readonly agent: string
  readonly agentVersion: string | null
  readonly service: string
}

/** Whose baselines a run belongs to, the narrowest first: its agent's version, its agent, its service. */
export function baselineSubjects({ agent, agentVersion, service }: RunOwner): readonly BaselineSubject[] {
  const subjects: BaselineSubject[] = [{ scope: 'agent', agent }]
  if (agentVersion !== null) subjects.unshift({ scope: 'version', agent, version: agentVersion })
  if (service !== '') subjects.push({ scope: 'service', service })
  return subjects
}

/** A name for the subject that no other one of its scope has. */
export function subjectName(subject: BaselineSubject): string {
  if (subject.scope === 'agent') return subject.agent
  if (subject.scope === 'service') return subject.service
  return JSON.stringify([subject.agent, subject.version])
}
