import type { Data } from '../data.ts'

/** A message in the one form that all conventions are read into. Lives only while a span is being read. */
export interface Message {
  readonly role: Role
  readonly parts: readonly Part[]
}

export type Role = 'system' | 'user' | 'assistant' | 'tool'

export type Part =
  | { readonly kind: 'text'; readonly value: Data }
  | {
      readonly kind: 'call'
      readonly id: string | null
      readonly name: string
      readonly arguments: Data | undefined
    }
  | {
      readonly kind: 'answer'
      readonly id: string | null
      readonly name: string | null
      readonly result: Data | undefined
      /** What the message says of the call; null when it says nothing. */
      readonly failed: boolean | null
    }
  | {
      readonly kind: 'approval'
      readonly id: string | null
      /** Ties a decision to its request where the decision does not name the call. */
      readonly approvalId: string | null
      readonly name: string | null
      readonly decision: 'approved' | 'rejected' | 'requested' | 'unknown'
    }

export type CallPart = Extract<Part, { kind: 'call' }>
export type AnswerPart = Extract<Part, { kind: 'answer' }>
export type ApprovalPart = Extract<Part, { kind: 'approval' }>

/** Upper bound of messages, parts and tools read of one span. */
export const partsMax = 1024
