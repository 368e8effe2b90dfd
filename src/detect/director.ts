import type { Run } from '../run/run.ts'
import type { Turn } from './conversation.ts'

/** An opening agent directs when it has at least half of the turns: it speaks between those of all others. */
const turnsShareMin = 0.5
/** Who asks once asks for help. */
const othersTurnsMin = 2
/** And does little itself: calls follow on no more than a quarter of its turns. */
const workingShareMax = 0.25

/**
 * The agent that says who does what: the run's own agent where it has a say itself, else the one that opens the
 * conversation, speaks before everybody else's turn and leaves the work to them. Null where agents confer as equals.
 */
export function directorOf(run: Run, turns: readonly Turn[]): string | null {
  if (turns.some(({ agent }) => agent === run.agent)) return run.agent
  const opener = turns[0]?.agent
  if (opener === undefined) return null
  const own = turns.filter(({ agent }) => agent === opener)
  const working = own.filter(({ calls }) => calls.length > 0)
  const directs =
    turns.length - own.length >= othersTurnsMin &&
    own.length >= turnsShareMin * turns.length &&
    working.length <= workingShareMax * own.length &&
    turns.every((turn, at) => turn.agent === opener || turns[at - 1]?.agent === opener)
  return directs ? opener : null
}
