import type { Criterion } from '../../candidate/scorecard.ts'
import type { LessonEvidence } from '../../pattern/pattern.ts'
import { count } from '../words.ts'
import { unknown } from './criterion.ts'

/** Will it matter after the incident? Needs days of history and the other agents' bursts: neither is compared yet. */
export function enduring({ days, releases }: LessonEvidence): Criterion {
  const known = `seen on ${count(days, 'day')} and ${count(releases.length, 'release')}`
  return unknown('enduring', `${known}; needs days of history and a look at other agents for an outage, not judged yet`)
}
