import type { Evidence } from '../evidence.ts'
import type { Place } from '../place.ts'
import type { SpanView } from '../span-view.ts'

/** What is peculiar to one convention. All fields that conventions share are read through `precedence.ts`. */
export interface Family {
  readonly name: string
  /** Keys that the family's own rules read beyond the precedence lists; a trailing `.` names a prefix. */
  readonly attributes: readonly string[]
  recognizes(view: SpanView): boolean
  /** What the span is; null leaves the question to the families that follow. */
  place(view: SpanView): Place | null
  /** What the span is when no family had a better answer. */
  readonly fallback?: (view: SpanView) => Place | null
  /** Private marks of how the span ended, believed before anything else. */
  readonly evidence?: (view: SpanView, place: Place) => Evidence | null
}
