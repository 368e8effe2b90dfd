import type { Criterion } from '../../candidate/scorecard.ts'
import type { LessonEvidence } from '../../pattern/pattern.ts'
import { count } from '../words.ts'
import { unknown } from './criterion.ts'

/** Can it become a clean case? Needs an entry input, a minimal failing slice and an expectation: none is made yet. */
export function teachable({ exemplars }: LessonEvidence): Criterion {
  const known = `${count(exemplars.length, 'exemplar run')} kept to make one from`
  return unknown('teachable', `not judged yet: needs a minimal failing slice and an expectation; ${known}`)
}
