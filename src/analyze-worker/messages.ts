import type { JudgedTrace, JudgeRules, TraceToJudge } from '../flow/judge-trace.ts'
import type { RunOfAgent } from '../flow/usual.ts'
import type { OperatorPrice } from '../prices/operator-prices.ts'
import type { Baseline } from '../run/baseline.ts'
import type { Fact } from '../span/span-fact.ts'
import type { Piece } from './pages.ts'

/** What crosses between the threads. One trace at a time; facts go and runs come in pages, each a turn of the loop. */
export interface AnalyzerOptions {
  readonly prices: readonly OperatorPrice[]
  readonly rules: JudgeRules
  readonly pageItems: number
}

export type ToAnalyzer =
  /** `of`: 0 is the trace itself, then come its continuations in their order. */
  | { readonly kind: 'facts'; readonly of: number; readonly facts: readonly Fact[] }
  /** The trace without its facts, which came before. */
  | { readonly kind: 'judge'; readonly trace: TraceToJudge }
  | { readonly kind: 'usual'; readonly baseline: Baseline | null }
  | { readonly kind: 'next' }

export type FromAnalyzer =
  /** Asks for one answer; the next question comes after it. */
  | { readonly kind: 'ask'; readonly run: RunOfAgent; readonly beforeMs: number }
  | { readonly kind: 'page'; readonly pieces: readonly Piece[] }
  /** Without what the pages brought. */
  | { readonly kind: 'done'; readonly rest: JudgedTrace }
  | { readonly kind: 'failed'; readonly failure: Failure }

/** What was thrown, without its message: that may quote what it stumbled over. */
export interface Failure {
  readonly name: string
  /** The frames of its stack. */
  readonly frames: readonly string[]
}
