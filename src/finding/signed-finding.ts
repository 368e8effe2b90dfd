import type { Finding } from './finding.ts'

/** A finding with its identity. */
export interface SignedFinding extends Finding {
  /** 32 hex digits: the same on any replica, in any order of arrival, on any store. */
  readonly signature: string
  /** The lesson the signature belongs to: 32 hex digits. */
  readonly lesson: string
}
