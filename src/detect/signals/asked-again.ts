import type { Run } from '../../run/run.ts'
import { conversationOf, type Turn } from '../conversation.ts'
import { directorOf } from '../director.ts'
import { turnsFrom } from '../origin.ts'
import { base, partWhen, severityOf } from '../severity.ts'
import { type Detection, quiet, type Signal } from '../signal.ts'
import { turnFinding } from '../turn-finding.ts'
import { shown, times } from '../wording.ts'

const roundsMin = 3
const severityBase = 0.1
const severityAgain = 0.15
const severityLeft = 0.25

/** Agents that were asked side by side were asked once. */
export const askedAgain: Signal = {
  name: 'asked_again',
  bucket: 'repeated_weak_trajectory',
  definition:
    'An agent that directs others asked one of them three times or more, or the run ended before it took up what the last one said.',
  reason:
    'What came back was not what was needed. The first turns of the agent that was asked last show what it made of its task.',
  subsumes: [],
  needs: ['invocations of several agents'],
  abstains: null,
  defaults: [
    {
      name: 'roundsMin',
      value: roundsMin,
      reason: 'an agent is asked for its work, and once more for what it left out',
    },
    { name: 'severityBase', value: severityBase, reason: 'a hint: some work takes many rounds' },
    { name: 'severityAgain', value: severityAgain, reason: 'added for the third round; half of a weak run' },
    {
      name: 'severityLeft',
      value: severityLeft,
      reason: 'added where the run ended on what an agent said and nobody took it up',
    },
  ],
  detect,
}

function detect(run: Run): Detection {
  const turns = conversationOf(run)
  const director = turns.length === 0 ? null : directorOf(run, turns)
  if (director === null) return quiet
  const rounds = roundsOf(turns, director)
  const last = rounds.at(-1)?.at(-1)
  if (last === undefined || rounds.length < 2) return quiet
  const most = mostRounds(rounds)
  const isLeft = run.complete && run.outcome !== 'waiting' && turns.at(-1) === last
  if (most < roundsMin && !isLeft) return quiet
  const first = turns.find(({ agent }) => agent === last.agent) ?? last
  return turnFinding(askedAgain, run, {
    agent: last.agent,
    template: isLeft ? 'the run ended on what an agent was asked for' : 'an agent was asked again and again',
    turns: turnsFrom(turns, first),
    severity: severityOf(
      base(severityBase),
      partWhen(most >= roundsMin, 'again', severityAgain),
      partWhen(isLeft, 'not taken up', severityLeft),
    ),
    explanation: `${shown(director)} asked others ${times(rounds.length)}, one of them ${times(most)}; ${shown(last.agent)} was the last${isLeft ? ', and the run ended with its turn' : ''}`,
  })
}

/** Turns of the others between two of the director's. */
function roundsOf(turns: readonly Turn[], director: string): readonly (readonly Turn[])[] {
  const rounds: Turn[][] = []
  for (const [at, turn] of turns.entries()) {
    if (turn.agent === director) continue
    const goesOn = at > 0 && turns[at - 1]?.agent !== director
    if (goesOn) rounds.at(-1)?.push(turn)
    else rounds.push([turn])
  }
  return rounds
}

/** How many rounds the agent took part in that took part in most. */
function mostRounds(rounds: readonly (readonly Turn[])[]): number {
  const counts = new Map<string, number>()
  for (const round of rounds)
    for (const agent of new Set(round.map((turn) => turn.agent))) counts.set(agent, (counts.get(agent) ?? 0) + 1)
  return Math.max(0, ...counts.values())
}
