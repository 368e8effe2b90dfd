import type { ErrorClass } from '../span/span-fact.ts'
import type { StepOutcome } from '../span/step-kind.ts'

/** How a span ended, and which field says so. */
export interface Evidence {
  readonly outcome: StepOutcome
  readonly from: string
  /** Text to classify and drop; null where the span's own error fields say it, or there is no error. */
  readonly text?: string | null
  /** The class of error where the mark itself tells it. */
  readonly class?: ErrorClass
}
