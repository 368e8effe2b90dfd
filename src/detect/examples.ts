import type { Baseline } from '../run/baseline.ts'
import type { Run } from '../run/run.ts'
import { detect } from './detect.ts'

/** A real run, without content, that a signal fires on, or that one of its controls holds it back from. */
export interface ExampleRun {
  readonly signal: string
  readonly fires: boolean
  /** Where the run was recorded. */
  readonly source: string
  /** Why the signal holds back; what fires explains itself. */
  readonly why?: string
  readonly run: Run
  /** What was usual for its agent at that time; null where that plays no part. */
  readonly baseline: Baseline | null
}

/** An example as the documentation shows it. */
export interface Example {
  readonly signal: string
  readonly fires: boolean
  readonly source: string
  readonly text: string
}

/** What the signal says of the run today; null when it does not do what the example is for. */
export function exampleOf({ signal, fires, source, why, run, baseline }: ExampleRun): Example | null {
  const finding = detect(run, baseline).findings.find((each) => each.signal === signal)
  if ((finding !== undefined) !== fires) return null
  return { signal, fires, source, text: finding?.explanation ?? why ?? '' }
}
