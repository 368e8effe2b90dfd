import type { Move } from '../../candidate-row.ts'
import type { SeenCandidate } from './candidate-record.ts'
import { numberOf } from './replies.ts'
import type { Slot } from './slot.ts'
import { tenantScript } from './tenant-script.ts'
import { moveText } from './write-move.ts'

const script = tenantScript('move')

export interface MoveTask {
  /** What the choice was based on: candidates as they were read ... */
  readonly seen: readonly SeenCandidate[]
  /** ... lessons that are no part of another one ... */
  readonly heads?: readonly string[]
  /** ... and whether anything is known of a lesson. */
  readonly alive?: readonly [lesson: string, known: boolean]
  readonly moves: readonly Move[]
  /** The first lesson becomes part of the second one. */
  readonly merge?: readonly [lesson: string, head: string]
  /** Lessons that are to be decided anew. */
  readonly mark?: readonly string[]
  /** Lessons that were looked after because they lost their last pattern. */
  readonly settled?: readonly string[]
}

/** Writes it in one step; false when what it was based on has changed, and nothing was written. */
export async function moveCandidates(slot: Slot, task: MoveTask): Promise<boolean> {
  const { seen, heads = [], alive = null, moves, merge = null, mark = [], settled = [] } = task
  const text = JSON.stringify({
    seen: seen.map(({ row, sha }) => [row.candidate.id, sha]),
    moves: moves.map(moveText),
    ...{ heads, alive, merge, mark, settled },
  })
  const isWritten = numberOf(await slot.run(script, text)) === 1
  if (isWritten) await slot.tell()
  return isWritten
}
