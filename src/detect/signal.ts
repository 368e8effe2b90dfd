import type { Abstention, Bucket, Finding } from '../finding/finding.ts'
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
  detect(run: Run): Detection
}

export interface Detection {
  readonly findings: readonly Finding[]
  readonly abstention: Abstention | null
}

export const quiet: Detection = { findings: [], abstention: null }
