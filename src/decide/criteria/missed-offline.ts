import type { Criterion } from '../../candidate/scorecard.ts'
import type { LessonEvidence } from '../../pattern/pattern.ts'
import { count } from '../words.ts'
import { unknown } from './criterion.ts'

/** Does the offline suite fail to represent it? Needs coverage from offline runs or registered cases: not read yet. */
export function missedOffline({ signatures }: LessonEvidence): Criterion {
  const known = `${count(signatures.length, 'signature')} to look for`
  return unknown('missed_offline', `not judged yet: needs offline runs or registered cases to compare with; ${known}`)
}
