import type { BaselineSubject } from '../../../run/baseline.ts'
import { baselineSubjects, type RunOwner, subjectName } from '../../../run/baseline-subjects.ts'
import { subjectKey } from '../tenant/baseline-keys.ts'

/**
 * Which subjects of baselines there are: Redis has only keys that were made of their names. Agents and services are
 * known as long as their days, versions as long as the ledgers of their runs.
 */
export interface SubjectNames {
  see(tenant: string, run: RunOwner): void
  add(tenant: string, subject: BaselineSubject): void
  find(tenant: string, key: string): Named | null
}

export interface Named {
  readonly scope: BaselineSubject['scope']
  readonly subject: string
}

const namesMax = 500_000

export function createSubjectNames(): SubjectNames {
  const known = new Map<string, Named>()
  const add: SubjectNames['add'] = (tenant, subject) => {
    if (known.size >= namesMax) return
    known.set(JSON.stringify([tenant, subjectKey(subject)]), { scope: subject.scope, subject: subjectName(subject) })
  }
  return {
    add,
    see: (tenant, run) => {
      for (const subject of baselineSubjects(run)) add(tenant, subject)
    },
    find: (tenant, key) => known.get(JSON.stringify([tenant, key])) ?? null,
  }
}
