import type { Recovery } from '../finding/finding.ts'
import type { Run } from '../run/run.ts'
import { isAction, type Step } from '../run/step.ts'
import { hasWord, nameWords } from './name-words.ts'
import { firstFrom, isAfter } from './order.ts'
import { remembered } from './remembered.ts'

/** A word list: a tool so named asks a person, or hands over to another agent. */
const escalationWords: ReadonlySet<string> = new Set([
  'human',
  'escalate',
  'escalation',
  'handoff',
  'handover',
  'oncall',
])
/** Hand over only together with `to` or `off`: `transfer_funds` and `hand_sizes` are work. */
const escalationPairs: ReadonlySet<string> = new Set(['transfer to', 'hand off', 'hand over', 'handoff to'])

/** What the agent did next after the last step of the evidence. */
export function recoveryAfter(run: Run, last: Step | undefined): Recovery {
  if (last === undefined) return ended(run)
  const next = nextMove(movesOf(run.steps), last)
  if (next === undefined) return ended(run)
  if (isEscalation(next)) return 'escalated'
  if (next.name !== last.name) return 'other_tool'
  return changed(next, last) ? 'retried_changed' : 'retried_same'
}

function ended(run: Run): Recovery {
  if (run.outcome === 'completed') return 'answered'
  return run.outcome === 'unknown' && run.answer !== null ? 'answered' : 'stopped'
}

/** Calls made side by side with the failed one were asked for before it failed, so they are no answer to it. */
function nextMove(moves: readonly Step[], last: Step): Step | undefined {
  for (let place = firstFrom(moves, last.endUs); place < moves.length; place += 1) {
    const move = moves[place]
    // What took no time may stand beside others of the same moment.
    if (move !== undefined && isAfter(move, last)) return move
  }
  return undefined
}

const movesOf = remembered((steps) => steps.filter(isMove))

function isMove(step: Step): boolean {
  return isAction(step) || step.kind === 'approval' || step.kind === 'handoff'
}

function isEscalation(step: Step): boolean {
  if (!isAction(step)) return true
  if (hasWord(step.name, escalationWords)) return true
  const words = nameWords(step.name)
  return words.some((word, index) => escalationPairs.has(`${word} ${words[index + 1] ?? ''}`))
}

/** Arguments that were not captured count as unchanged: nothing tells that the agent tried anything else. */
function changed(next: Step, last: Step): boolean {
  return next.arguments !== null && last.arguments !== null && next.arguments.fp !== last.arguments.fp
}
