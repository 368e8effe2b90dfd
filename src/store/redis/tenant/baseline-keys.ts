import type { BaselineSubject } from '../../../run/baseline.ts'
import { subjectName } from '../../../run/baseline-subjects.ts'
import { short } from '../keys.ts'

/** What stands for the subject of a baseline in keys. */
export function subjectKey(subject: BaselineSubject): string {
  return short(`${subject.scope} ${subjectName(subject)}`)
}
