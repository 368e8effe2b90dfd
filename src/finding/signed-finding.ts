import type { Finding } from './finding.ts'

/** A finding with its identity. */
export interface SignedFinding extends Finding {
  /** 32 hex digits: the same on any replica, in any order of arrival, on any store. */
  readonly signature: string
  /** The lesson the signature belongs to: 32 hex digits. */
  readonly lesson: string
  /** Its signal ran in shadow: it is counted and shown, and raises nothing. */
  readonly shadow?: true
  /** What the operator's configuration added to its identity. */
  readonly override?: SignatureOverride
}

/** What an operator's rules add to the identity of a finding; empty where no rule is about it. */
export interface SignatureOverride {
  /** The attribute that splits, with its value: `release=1.4.0`. */
  readonly split: string
  /** The lesson that the operator named for it. */
  readonly named: string
}
