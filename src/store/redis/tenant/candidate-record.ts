/** Candidates as the slot keeps them, with what a later write compares. */
import { hash } from 'node:crypto'
import type { CandidateRow } from '../../candidate-row.ts'
import { storedJson } from '../../stored-json.ts'
import { textOrNull } from './replies.ts'
import type { Slot } from './slot.ts'

export interface SeenCandidate {
  readonly row: CandidateRow
  /** SHA-1 of the row's text: what Redis computes too. */
  readonly sha: string
}

export async function candidateById(slot: Slot, id: string): Promise<SeenCandidate | null> {
  const text = textOrNull(await slot.read('hget', 'candidates', id))
  return text === null ? null : { row: storedJson(text), sha: hash('sha1', text) }
}

/** The last candidate of a lesson, whatever became of it. */
export async function latestCandidate(slot: Slot, lesson: string): Promise<SeenCandidate | null> {
  const id = textOrNull(await slot.read('hget', 'latest', lesson))
  return id === null ? null : candidateById(slot, id)
}
