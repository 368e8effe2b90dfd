import type { Run } from '../run/run.ts'
import { isAction, type Step } from '../run/step.ts'
import { remembered } from './remembered.ts'
import { placesAbove } from './step-lists.ts'

/** One agent's say in a run that several agents work on, and what was done upon it. */
export interface Turn {
  readonly agent: string
  /** The agent's invocation; where the run's own agent has no invocation below the run, its model call. */
  readonly step: Step
  /** Characters that its models answered with. */
  readonly chars: number
  /** Calls made in the turn, and those made on behalf of all before the next one. */
  readonly calls: readonly Step[]
}

/** Turns in order; empty where fewer than two agents took any. */
export function conversationOf(run: Run): readonly Turn[] {
  return turnsOf(run.steps)
}

const turnsOf = remembered(findTurns)

function findTurns(steps: readonly Step[]): readonly Turn[] {
  if (!steps.some((step) => step.kind === 'agent')) return []
  const turns = collectTurns(steps)
  return new Set(turns.map(({ agent }) => agent)).size < 2 ? [] : turns
}

interface OpenTurn {
  readonly agent: string
  readonly step: Step
  chars: number
  readonly calls: Step[]
}

function collectTurns(steps: readonly Step[]): readonly Turn[] {
  const { outermost, around } = placesOf(steps)
  const turns: OpenTurn[] = []
  const byStep = new Map<string, OpenTurn>()
  const open = (step: Step) => {
    const turn = { agent: step.agent, step, chars: 0, calls: [] }
    turns.push(turn)
    byStep.set(step.id, turn)
    return turn
  }
  const turnOf = (step: Step) => {
    const agent = outermost.get(step.id)
    if (agent !== undefined) return byStep.get(agent.id) ?? open(agent)
    return step.kind === 'llm' ? open(step) : turns.at(-1)
  }
  for (const [place, step] of steps.entries()) {
    const turn = turnOf(step)
    if (turn === undefined || around[place] === 1) continue
    if (step.kind === 'llm') turn.chars += step.answer?.chars ?? 0
    if (isAction(step)) turn.calls.push(step)
  }
  return turns
}

interface Places {
  /** By step id: the outermost agent invocation that it is part of. */
  readonly outermost: ReadonlyMap<string, Step>
  /** 1 at the places of steps around such an invocation: a call that is nothing but another agent's turn. */
  readonly around: Uint8Array
}

/** Levels looked at above a step. */
const levelsMax = 32

function placesOf(steps: readonly Step[]): Places {
  const above = placesAbove(steps)
  const outermost = new Map<string, Step>()
  const around = new Uint8Array(steps.length)
  for (const [place, step] of steps.entries()) {
    const agent = outermostAgent(steps, above, place)
    if (agent === null) continue
    outermost.set(step.id, agent)
    if (agent === step) markAbove(around, above, place)
  }
  return { outermost, around }
}

/** The last agent on the way up from the step, the step itself included. */
function outermostAgent(steps: readonly Step[], above: Int32Array, place: number): Step | null {
  let agent: Step | null = null
  let at = place
  for (let level = 0; level < levelsMax && at >= 0; level += 1) {
    const step = steps[at]
    if (step?.kind === 'agent') agent = step
    at = above[at] ?? -1
  }
  return agent
}

function markAbove(around: Uint8Array, above: Int32Array, place: number): void {
  let at = above[place] ?? -1
  for (let level = 1; level < levelsMax && at >= 0; level += 1) {
    around[at] = 1
    at = above[at] ?? -1
  }
}
