import type { Abstention, Bucket, Finding } from '../finding/finding.ts'
import type { Baseline } from '../run/baseline.ts'
import type { Run } from '../run/run.ts'

/** A deterministic detector of one kind of weakness: a pure function from a run to findings. */
export interface Signal {
  readonly name: string
  readonly bucket: Bucket
  /** What it finds, in one sentence. */
  readonly definition: string
  /** Why that is a weakness worth a lesson. */
  readonly reason: string
  /** Signals whose findings on the same steps this one explains. */
  readonly subsumes: readonly string[]
  /** Fields of a run it cannot do without; where this run's instrumentation does not send one, it abstains. */
  readonly needs: readonly string[]
  /** When it says that it cannot judge, as the end of a sentence; null when it never does. */
  readonly abstains: string | null
  /** Its thresholds and severities, each with its reason: docs/signals.md is made from them. */
  readonly defaults: readonly SignalDefault[]
  detect(run: Run, baseline: Baseline | null): Detection
}

export interface SignalDefault {
  readonly name: string
  readonly value: number
  readonly reason: string
}

export interface Detection {
  readonly findings: readonly Finding[]
  readonly abstention: Abstention | null
}

export const quiet: Detection = { findings: [], abstention: null }
