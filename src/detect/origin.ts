import type { Run } from '../run/run.ts'
import { conversationOf, type Turn } from './conversation.ts'
import { directorOf } from './director.ts'

/** Where to look first in the work of several agents. */
export interface Origin {
  readonly agent: string
  /** The turn that the rest was built on, and the next ones of that agent; in order. */
  readonly turns: readonly Turn[]
}

/** An agent that is wrong says so with its first turn or when it is asked about that. */
const turnsMax = 3

/**
 * Where agents confer as equals: the first turn whose work was carried out. What comes later mends it, repeats it or
 * agrees with it. Where nothing was carried out, the turns of the agent that said most. Null where one agent directs the others.
 */
export function originOf(run: Run): Origin | null {
  const turns = conversationOf(run)
  if (turns.length === 0 || directorOf(run, turns) !== null) return null
  const first = turns.find(({ calls }) => calls.length > 0) ?? firstOfLoudest(turns)
  return first === null ? null : { agent: first.agent, turns: turnsFrom(turns, first) }
}

/** A turn and the next ones of its agent, so many that a person would look at them. */
export function turnsFrom(turns: readonly Turn[], first: Turn): readonly Turn[] {
  return turns
    .slice(turns.indexOf(first))
    .filter(({ agent }) => agent === first.agent)
    .slice(0, turnsMax)
}

/** The first turn of the agent that said most, the earlier one on a tie. */
function firstOfLoudest(turns: readonly Turn[]): Turn | null {
  const chars = new Map<string, number>()
  for (const turn of turns) chars.set(turn.agent, (chars.get(turn.agent) ?? 0) + turn.chars)
  const most = Math.max(0, ...chars.values())
  return turns.find(({ agent }) => chars.get(agent) === most) ?? null
}
