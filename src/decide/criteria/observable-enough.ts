import type { Criterion } from '../../candidate/scorecard.ts'
import type { LessonEvidence } from '../../pattern/pattern.ts'
import { percent } from '../words.ts'
import { unknown } from './criterion.ts'

/** Can we explain it? The runs' completeness is known; which of it an explanation needs is not weighed yet. */
export function observableEnough({ completenessMean }: LessonEvidence): Criterion {
  const known = `the runs are ${percent(completenessMean)} complete on average`
  return unknown('observable_enough', `not judged yet: needs a threshold tried on many runs; ${known}`)
}
