/** What an operator may set of signing, as plain data: it comes from the configuration and crosses to other threads. */
import type { Recovery } from '../finding/finding.ts'
import type { PatternScope } from '../pattern/contribution.ts'

export const splitAttributes = ['release', 'environment', 'model'] as const
export type SplitAttribute = (typeof splitAttributes)[number]

/** Which findings a rule is about: globs, in which `*` stands for any characters. What is not given matches all. */
export interface FindingMatch {
  readonly agent?: string
  readonly signal?: string
  readonly locus?: string
}

/** Lessons of these findings are told apart by an attribute. */
export interface SplitRule extends FindingMatch {
  readonly by: SplitAttribute
}

/** These findings are of the lesson of this name, whatever they say. */
export interface MapRule extends FindingMatch {
  readonly template?: string
  readonly lesson: string
}

/** Of either list the first rule that matches counts. */
export interface LessonOverrides {
  readonly split: readonly SplitRule[]
  readonly map: readonly MapRule[]
}

export const noOverrides: LessonOverrides = { split: [], map: [] }

export const overridesMax = 200
export const globCharsMax = 200
export const lessonNameCharsMax = 64

/** How a pattern came by its signature and its lesson. */
export interface SignatureExplanation {
  readonly scheme: { readonly version: number; readonly since: string }
  /** What is hashed into the signature, in this order. */
  readonly parts: readonly { readonly name: string; readonly value: string }[]
  /** False when these parts give another signature now: it was made under an older scheme, or by a rule that is gone. */
  readonly current: boolean
  /** Places in the template where something was masked. */
  readonly masked: number
  /** What of the template makes the lesson, and the words of it that do not. */
  readonly gist: string
  readonly leftOut: readonly string[]
  /** The lesson that follows from all this; a reviewer may have merged it into another one. */
  readonly lesson: string
}

/** What of a pattern its explanation is made from. */
export interface PatternToExplain {
  readonly tenant: string
  readonly scope: PatternScope
  readonly agent: string
  readonly signal: string
  readonly locus: string
  readonly template: string
  readonly recovery: Recovery
  readonly signature: string
}
